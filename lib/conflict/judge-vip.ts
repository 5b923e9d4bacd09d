import { type Hearing, isDoubled, macsOf, mayBeHandOver } from '../arp/answer.ts'
import { type Extras, type Finding, state } from '../core/finding.ts'
import { count } from '../core/text.ts'
import type { ConflictFacts, Place, VipFacts } from './facts.ts'
import { judgeHolder } from './judge-holder.ts'
import { judgeStale } from './judge-stale.ts'
import type { ConflictOptions } from './options.ts'
import { hiddenDirectors, knowsDirectors, listOwners, type Owner } from './owner.ts'
import { asHolders, foreignRouters, ownRouterFirst, senderOf, wantedRouter } from './router.ts'
import type { ConflictRule } from './rules.ts'

/** A VIP that was asked for, and who answered. */
export interface Scene {
  readonly vip: VipFacts
  readonly place: Place
  readonly hearing: Hearing
  readonly owners: readonly Owner[]
  readonly facts: ConflictFacts
  readonly options: ConflictOptions
}

type Say = Omit<Extras, 'rule'>

/** A statement of a rule of this check. */
export function say(
  verdict: 'CRITICAL' | 'WARNING' | 'UNKNOWN',
  rule: ConflictRule,
  text: string,
  extras: Say = {},
): Finding {
  return state(verdict, text, { rule, ...extras })
}

/** What is wrong with a VIP that was asked for; when nothing is, one statement that says who holds it. */
export function judgeAnswers(scene: Scene): Finding[] {
  const { place, hearing, owners } = scene
  if (place.held) return judgeHolder(scene)
  if (owners.length === 0) return [sayUnanswered(scene)]
  if (owners.length > 1 && mayBeHandOver(hearing) && !owners.some(isRealServer)) return [sayMoving(scene)]
  const wrong = [
    ...judgeRealServers(scene),
    ...judgeStrangers(scene),
    ...judgeDirectors(scene),
    ...judgeStale(scene),
  ]
  return wrong.length > 0 ? wrong : [sayHolder(scene)]
}

/** Where it was asked twice and each round has a move of its own, keepalived was restarted, or the directors flap. */
function sayMoving({ vip, owners, options }: Scene): Finding {
  const isAgain = (vip.rounds?.length ?? 1) > 1
  const why = isAgain ? 'as they did when it was asked for before' : 'and no time was left to ask again'
  const text = `whether ${vip.vip} is moving or held twice is not known: ${listOwners(owners)} answered one after the other, ${why}`
  const hint = isAgain
    ? 'Ask once more. If it goes on, the directors take it from each other: journalctl -u keepalived -n 50 on both'
    : `Give it time to ask twice: -t ${2 * options.count + 4}`
  return say('UNKNOWN', 'hand-over', text, { hint })
}

export function isRealServer({ kind }: Owner): boolean {
  return kind === 'realserver'
}

function sayUnanswered({ vip, place, hearing }: Scene): Finding {
  const what = vip.family === 4 ? 'ARP request' : 'neighbour solicitation'
  const rounds = vip.rounds?.length ?? 1
  const sent = hearing.sent === undefined ? '' : ` to ${count(hearing.sent * rounds, what)}`
  return say(
    'CRITICAL',
    'vip-unanswered',
    `${vip.vip} is held by nobody: no answer${sent} on ${place.interface}, wanted that of one director`,
    {
      hint: `On both directors: ip address show to ${vip.vip}; systemctl status keepalived; journalctl -u keepalived -n 50`,
    },
  )
}

function judgeRealServers({ vip, owners, place, facts }: Scene): Finding[] {
  const wrong = owners.filter(isRealServer)
  if (wrong.length === 0) return []
  const others = owners.filter(each => !isRealServer(each))
  const beside = others.length === 0 ? ', and no director does' : `, beside ${listOwners(others)}`
  const ask = vip.family === 4 ? 'ARP requests' : 'neighbour solicitations'
  const verb = wrong.length === 1 ? 'answers' : 'answer'
  return [
    say(
      'CRITICAL',
      'realserver-answers',
      `${listOwners(wrong)} ${verb} ${ask} for ${vip.vip}${beside}, wanted a director alone`,
      { hint: hintForRealServer(vip, place) + hintForBoth(wrong[0], facts) },
    ),
  ]
}

/** In a cluster of two hosts each may be both. */
function hintForBoth(server: Owner | undefined, facts: ConflictFacts): string {
  const isTold = facts.hosts.some(({ role }) => role === 'director')
  return isTold || server === undefined ? '' : `. If it is a director too: --director NAME=${server.mac}`
}

/** IPv6 answers for addresses of the interface that is asked and for no others: there the VIP belongs on lo. */
function hintForRealServer({ vip, family }: VipFacts, { interface: device }: Place): string {
  const clear = `Then here: ip neigh flush to ${vip} dev ${device}`
  return family === 4
    ? `On the real server, and in /etc/sysctl.d: sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2; the VIP belongs on lo alone: ip address show to ${vip}; check_lvs_realserver --vip ${vip} says which it is. ${clear}`
    : `On the real server the VIP belongs on lo, with /128: ip -6 address show to ${vip}; ip address add ${vip}/128 dev lo, and delete it from the interface. ${clear}`
}

function judgeStrangers(scene: Scene): Finding[] {
  const { vip, owners, facts, place } = scene
  const strangers = owners.filter(({ kind }) => kind === 'stranger' || kind === 'self')
  const rightful = owners.filter(({ kind }) => kind === 'director' || kind === 'virtual')
  const foreign = foreignRouters(scene)
  if (strangers.length === 0 && foreign.length === 0) return []
  const isTold = knowsDirectors(facts) || rightful.length > 0
  if (!isTold) return strangers.length < 2 ? [] : [sayTwoHosts(scene, strangers)]
  const hidden = hiddenDirectors(facts)
  if (strangers.length === 1 && owners.length === 1 && hidden.length > 0) {
    const text = `${strangers[0]?.shown} answers for ${vip.vip}, and whether that is ${hidden.join(' or ')} is not known, which did not tell ${hidden.length === 1 ? 'its MAC' : 'their MACs'} on ${place.interface}`
    const hint = `Name the directors by their MACs, ip -br link on each tells them: --director NAME=${strangers[0]?.mac}`
    return [say('UNKNOWN', 'director-unknown', text, { hint })]
  }
  const wrong = [...strangers, ...foreign]
  const others = owners.filter(each => !wrong.includes(each))
  const beside = others.length === 0 ? '' : `, beside ${listOwners(others)}`
  const wanted = foreign.length > 0 ? wantedRouter(scene) : 'a director alone'
  const verb = wrong.length === 1 ? 'answers' : 'answer'
  const text = `${listOwners(wrong)} ${verb} for ${vip.vip}${beside}, wanted ${wanted}`
  const name = `If it is a director or a real server, name it: --director NAME=${wrong[0]?.mac} or --realserver NAME=${wrong[0]?.mac}`
  return [
    say('CRITICAL', 'address-conflict', text, {
      hint: `Find the host by its MAC, in the address tables of the switches or here: ip neigh show; tcpdump -nei ${place.interface} ether host ${wrong[0]?.mac}. ${name}`,
    }),
  ]
}

function sayTwoHosts({ vip, place }: Scene, strangers: readonly Owner[]): Finding {
  return say(
    'CRITICAL',
    'split-brain',
    `${vip.vip} is held by ${strangers.length === 2 ? 'two' : strangers.length} hosts: ${listOwners(strangers)}, wanted one`,
    {
      hint: `Two MASTERs, or a real server that answers? Name the hosts to have them told apart: --director NAME=MAC, --realserver NAME=MAC. VRRP between the directors: tcpdump -ni ${place.interface} vrrp`,
    },
  )
}

function judgeDirectors(scene: Scene): Finding[] {
  const { vip, place, hearing } = scene
  const foreign = foreignRouters(scene)
  const rightful = ownRouterFirst(scene).filter(
    each => (each.kind === 'director' || each.kind === 'virtual') && !foreign.includes(each),
  )
  const hint = `See on both whether keepalived runs, as one that was killed leaves its VIPs behind: check_lvs_director; systemctl status keepalived. Then whether they hear each other: tcpdump -ni ${place.interface} vrrp; nft list ruleset (protocol 112 has to pass); journalctl -u keepalived -n 50`
  const doubled = rightful.find(({ kind, mac }) => kind === 'virtual' && isDoubled(hearing, mac))
  if (doubled !== undefined) {
    const text = `${vip.vip} is held by two directors with one MAC, that of ${doubled.shown}: each of ${hearing.sent} requests was answered twice, wanted once`
    return [say('CRITICAL', 'split-brain', text, { hint })]
  }
  const holders = asHolders(rightful, scene.facts)
  if (holders.length > 1) {
    const number = holders.length === 2 ? 'two' : String(holders.length)
    const text = `${vip.vip} is held by ${number} directors: ${listOwners(holders)}, wanted one`
    return [say('CRITICAL', 'split-brain', text, { hint })]
  }
  const [only] = holders
  return only === undefined ? [] : judgeWanted(only, scene)
}

/** Is it the director that --owner names? */
function judgeWanted(holder: Owner, { vip, facts, options }: Scene): Finding[] {
  const { owner } = options
  if (owner === undefined || !facts.hosts.some(({ name }) => name === owner)) return []
  if (holder.kind === 'director') {
    return holder.name === owner ? [] : [sayUnexpected(vip.vip, holder.shown, owner)]
  }
  const sender = senderOf(holder.mac, facts)
  if (sender === owner) return []
  if (sender !== undefined)
    return [sayUnexpected(vip.vip, `${sender}, which sends the adverts of ${holder.shown}`, owner)]
  const text = `whether ${owner} holds ${vip.vip} is not known: ${holder.shown} answers, and that is the MAC of whoever is MASTER`
  return [
    say('UNKNOWN', 'director-unknown', text, {
      hint: `Adverts tell who sends them: --listen 4; or ask on ${owner} itself: check_lvs_director --role master`,
    }),
  ]
}

export function sayUnexpected(vip: string, holder: string, owner: string): Finding {
  return say('WARNING', 'unexpected-owner', `${vip} is held by ${holder}, wanted ${owner}`, {
    hint: `Why is ${owner} not MASTER? On it: journalctl -u keepalived -n 50; check_lvs_director`,
  })
}

function sayHolder(scene: Scene): Finding {
  const { vip, hearing, place } = scene
  const [owner, ...others] = ownRouterFirst(scene)
  const flux = others.map(
    each => `${each.shown} answers too: one interface of a host does so for another (arp_ignore)`,
  )
  const [first] = vip.rounds ?? []
  const now = macsOf(hearing)
  const isMoved = first !== undefined && macsOf(first).some(mac => !now.includes(mac))
  const moved = isMoved ? ['it moved while it was asked for, the second round counts'] : []
  const name = owner?.kind === 'stranger' ? owner.mac : owner?.shown
  return state('OK', `${vip.vip} is held by ${name} alone`, {
    details: [
      ...flux,
      `${count(hearing.replies, 'answer')} to ${countRequests(hearing)} on ${place.interface}`,
      ...(owner?.kind === 'stranger' ? [`the MAC is ${owner.shown}`] : []),
      ...moved,
    ],
  })
}

/** Of a program that was ended before it said how many there were, only that there were some. */
function countRequests({ sent }: Hearing): string {
  return sent === undefined ? 'requests' : count(sent, 'request')
}
