import type { Remedies } from '../../runtime/remedy.ts'
import type { serviceRules } from '../rules.ts'

const halves = {
  run: 'check_vip_service -H VIP --connections 10 --realserver RIP',
  text: 'From a third host, with each real server: whether one of them answers so, or all.',
} as const

const page = {
  run: 'curl -si -m 10 http://VIP:PORT/',
  text: 'The headers and the page as a client gets them.',
} as const

const log = {
  run: 'journalctl -u SERVICE -n 50',
  text: 'On the real server: the error of the application.',
} as const

/** Where an answer comes and is not the one that is wanted. */
export const answerRemedies = {
  status: {
    means:
      'The service answers with an error. A TCP_CHECK of the directors succeeds all the same, and users see the error.',
    confirm: [halves, page, log],
    mend: [
      { text: '5xx at one real server: its application. At all: what they share, mostly the database.' },
      {
        text: '4xx: the page (-u), the name (-H) or the rights are not those that the check asks for; or the page is gone.',
      },
      { text: 'Give the directors an HTTP_GET of this page: they take such a real server out.' },
    ],
  },
  redirect: {
    means: 'The page sends clients on, to nowhere or in a circle. Users do not get it.',
    confirm: [{ run: 'curl -sIL -m 10 http://VIP:PORT/', text: 'Each step, with its Location.' }, halves],
    mend: [
      {
        text: 'In a circle: the application does not know that TLS ends before it, or does not know its own name.',
      },
      { text: 'A redirect that is meant: -f follow, or ask for the page it leads to.' },
    ],
  },
  content: {
    means: 'The page comes and is not the one that is wanted. Users see something else.',
    confirm: [page, halves],
    mend: [
      { text: 'One real server alone: a version that was not rolled out everywhere, or its own data.' },
      { text: 'All of them: an error page with status 200, a database that is away.' },
      { text: 'The page was changed on purpose: change -s, -r or -d of the check, too.' },
    ],
  },
  size: {
    means: 'The page is smaller or larger than usual: often an error page, or a list without an end.',
    confirm: [page, halves],
    mend: [
      { text: 'See what is missing or too much in it, and mend the application.' },
      { text: 'The page was changed on purpose: change -m of the check, too.' },
    ],
  },
  'document-age': {
    means: 'The page is old, or does not say how old it is. What makes it anew does not run.',
    confirm: [
      { run: 'curl -sI -m 10 http://VIP:PORT/', text: 'Last-Modified and Date.' },
      halves,
      { run: 'date', text: 'On each real server: its clock is right.' },
    ],
    mend: [
      { text: 'Start what makes the page: a job of cron, a timer, a copy from another host.' },
      { text: 'One real server alone: it was left out when the page was copied.' },
    ],
  },
  mismatch: {
    means:
      'The service says something else than is wanted. Another service may stand behind the port, or it refuses.',
    confirm: [
      { run: 'check_vip_service --tcp -H VIP -p PORT -v', text: 'What came.' },
      { run: 'ss -lntp sport = :PORT', text: 'On each real server: which process listens.' },
    ],
    mend: [
      { text: 'It refuses (too many connections, maintenance): mend what it says.' },
      { text: 'A new version says it in other words: change -e of the check.' },
    ],
  },
  slow: {
    means: 'Users wait for the service longer than you want.',
    confirm: [
      halves,
      { run: 'vmstat 1 5', text: 'On the slow real server: processor, memory and disk.' },
      {
        run: 'ss -lnt sport = :PORT',
        text: 'On the real servers: Recv-Q above 0 means that requests wait to be accepted.',
      },
    ],
    mend: [
      { text: 'One real server alone: what runs there besides, its disk, or a lower weight for it.' },
      {
        text: 'All of them: the database behind them, or too few real servers for the load. See that none is down.',
      },
    ],
    never: 'Do not take real servers out to spare them: the others get slower.',
  },
} as const satisfies Partial<Remedies<typeof serviceRules>>
