import { type Finding, hintOf, state } from '../lib/core/finding.ts'
import { formatEndpoint } from '../lib/net/endpoint.ts'
import { type Check, defineMode } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'
import { restate, type Trouble, type Verdict } from '../lib/service/attempt.ts'
import { judgeBalance } from '../lib/service/balance.ts'
import { gatherHttp, type HttpFacts } from '../lib/service/http-gather.ts'
import { judgeHttp, timeMetric } from '../lib/service/http-judge.ts'
import { type HttpGiven, httpDeclined, httpOptions, validateHttp } from '../lib/service/http-options.ts'
import { addressOf, portOf } from '../lib/service/http-step.ts'
import { serviceRules } from '../lib/service/rules.ts'
import { gatherTcp, judgeTcp, type TcpFacts } from '../lib/service/tcp.ts'
import { type TcpGiven, tcpDeclined, tcpOptions, validateTcp } from '../lib/service/tcp-options.ts'

/** Judges an HTTP service from what came through its VIP and from its real servers. */
export function judgeHttpService(facts: HttpFacts, options: HttpGiven): Finding {
  const vip = formatEndpoint(addressOf(options), portOf(options))
  return judgeService(vip, facts, options, attempt => judgeHttp(attempt, options))
}

/** Judges a TCP service likewise. */
export function judgeTcpService(facts: TcpFacts, options: TcpGiven): Finding {
  const vip = formatEndpoint(options.hostname ?? '', options.port)
  return judgeService(vip, facts, options, attempt => judgeTcp(attempt, options))
}

function judgeService<Attempt extends { readonly endpoint: string }>(
  vip: string,
  facts: {
    readonly problem?: Trouble
    readonly vip: readonly Attempt[]
    readonly realServers: readonly Attempt[]
  },
  options: HttpGiven | TcpGiven,
  judge: (attempt: Attempt) => Verdict,
): Finding {
  if (facts.problem !== undefined) return cannotAsk(vip, facts.problem)
  const verdictOf = (attempt: Attempt) => restate(judge(attempt), options.state)
  return judgeBalance({
    vip,
    throughVip: facts.vip.map(verdictOf),
    realServers: facts.realServers.map(each => ({ name: each.endpoint, verdict: verdictOf(each) })),
    failedWarning: options['failed-warning'],
    failedCritical: options['failed-critical'],
    time: (seconds, label) => timeMetric(options, seconds, label),
  })
}

function cannotAsk(vip: string, problem: Trouble): Finding {
  const hint = hintOf(problem)
  return state('UNKNOWN', `${vip} was not asked: ${problem.text}`, { rule: 'cannot-ask', ...hint })
}

export const check: Check = {
  name: 'check_vip_service',
  service: 'VIP SERVICE',
  summary:
    'The service behind a VIP answers over TCP or HTTP(S), on every connection and on every real server',
  reads: ['connections', 'secrets'],
  rules: serviceRules,
  remedies: async () => (await import('../lib/service/remedies.ts')).serviceRemedies,
  unsupported: { udp: 'UDP is not supported yet, TCP and HTTP are: say --tcp or leave --udp away' },
  modes: [
    defineMode({
      flag: 'http',
      options: httpOptions,
      declined: httpDeclined,
      examples: [
        { argv: ['-H', '192.0.2.10'], about: 'A page on the VIP.' },
        {
          argv: [
            '-I',
            '192.0.2.10',
            '-H',
            'www.example.com',
            '-S',
            '-u',
            '/health',
            '-e',
            '200',
            '-w',
            '2',
            '-c',
            '5',
          ],
          about: 'As a user asks for it: by name, over TLS, with the certificate verified.',
        },
        {
          argv: [
            '-H',
            '192.0.2.10',
            '--connections',
            '20',
            '--realserver',
            '192.0.2.11',
            '--realserver',
            '192.0.2.12',
          ],
          about: 'Twenty connections through the VIP, and which half is broken.',
        },
      ],
      validate: validateHttp,
      gather: gatherHttp,
      judge: judgeHttpService,
    }),
    defineMode({
      flag: 'tcp',
      options: tcpOptions,
      declined: tcpDeclined,
      examples: [
        {
          argv: ['--tcp', '-H', '192.0.2.10', '-p', '25', '-e', '220', '-q', 'QUIT'],
          about: 'A banner on the VIP.',
        },
      ],
      validate: validateTcp,
      gather: gatherTcp,
      judge: judgeTcpService,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
