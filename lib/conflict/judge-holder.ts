import { type Finding, state } from '../core/finding.ts'
import { clean, count } from '../core/text.ts'
import { type Scene, say, sayUnexpected } from './judge-vip.ts'
import { listOwners, type Owner } from './owner.ts'

/** What is wrong where this host holds the VIP itself: nobody else may answer. */
export function judgeHolder(scene: Scene): Finding[] {
  const { vip, place, hearing, facts, options } = scene
  const others = scene.owners.filter(({ kind }) => kind !== 'self')
  const us = facts.hosts.find(({ role, isThisHost }) => role === 'director' && isThisHost)
  const name = us === undefined ? 'this host' : `this host (${clean(us.name)})`
  const wrong = [
    ...(others.length === 0 ? [] : [sayDuplicate(scene, name, others)]),
    ...(place.dadFailed && others.length === 0 ? [sayFailedDetection(scene, name)] : []),
    ...(options.owner === undefined || us === undefined || us.name === options.owner
      ? []
      : [sayUnexpected(vip.vip, name, options.owner)]),
  ]
  if (wrong.length > 0) return wrong
  return [
    state('OK', `${vip.vip} is held by ${name} alone`, {
      details: [`no answer to ${count(hearing.sent ?? 0, 'request')} on ${place.interface}`],
    }),
  ]
}

function sayDuplicate({ vip, place }: Scene, name: string, others: readonly Owner[]): Finding {
  const verb = others.length === 1 ? 'answers' : 'answer'
  const text = `${vip.vip} is held by ${name}, and ${listOwners(others)} ${verb} for it too, wanted nobody else`
  return say('CRITICAL', 'duplicate-on-holder', text, { hint: hintFor(vip.vip, place.interface, others) })
}

function hintFor(vip: string, device: string, others: readonly Owner[]): string {
  const [first] = others
  if (others.some(({ kind }) => kind === 'realserver'))
    return `On the real server: check_lvs_realserver --vip ${vip}; the VIP belongs on lo alone, and arp_ignore has to be 1`
  if (others.some(({ kind }) => kind === 'director' || kind === 'virtual'))
    return `Two MASTERs: do the directors hear each other? On both: tcpdump -ni ${device} vrrp; nft list ruleset (protocol 112 has to pass)`
  return `Whose MAC is it? If that of the other director, see whether they hear each other: tcpdump -ni ${device} vrrp; if not, find it: tcpdump -nei ${device} ether host ${first?.mac}`
}

function sayFailedDetection({ vip, place }: Scene, name: string): Finding {
  const text = `${vip.vip} on ${place.interface} of ${name} is not in use: another host answered when the kernel looked for duplicates`
  return say('CRITICAL', 'duplicate-on-holder', text, {
    hint: `Nobody answers now. Have the kernel take it again: ip -6 address del ${vip.vip} dev ${place.interface}, then systemctl reload keepalived; see dmesg for the MAC of the other`,
  })
}
