import { type Finding, hintOf, state } from '../core/finding.ts'
import type { Scene } from './scene.ts'
import { describeAge } from './words.ts'

/** What is to be said of keepalived.conf itself: can it be read, and is it what runs? */
export function judgeConfig(scene: Scene): Finding[] {
  const { facts, wanted } = scene
  if (!facts.wanted.ok) {
    const { text, hint } = facts.wanted
    const extras = { rule: 'config-unreadable', ...hintOf({ hint }) }
    return [state('UNKNOWN', `what should be here is not known: ${text}`, extras)]
  }
  if (wanted === undefined) return []
  if (wanted.instances.length === 0 && wanted.virtualServers === 0) {
    const text = `${facts.config} has neither an instance nor a virtual server`
    const hint = wanted.conditional
      ? `Lines with @ID were read for the id ${wanted.configId}: see --config-id`
      : `See what keepalived makes of it: check_keepalived_config ${facts.config}`
    return [state('UNKNOWN', text, { rule: 'nothing-configured', hint })]
  }
  return judgeAge(scene)
}

function judgeAge({ facts, wanted, loaded, age }: Scene): Finding[] {
  const newest = wanted?.newest
  if (newest === undefined || loaded !== 'no' || age === undefined) return []
  const changed = describeAge((facts.now - newest.modified) / 1000)
  const text = `${newest.path} was changed ${changed} ago, and keepalived, which has been running for ${describeAge(age)}, has not loaded it since`
  const hint = `See that it is right, then load it: check_keepalived_config ${facts.config}; systemctl reload keepalived`
  return [state('WARNING', text, { rule: 'config-not-loaded', hint })]
}

/** One line for -v. */
export function describeConfig({ facts, wanted, loaded, keepalived }: Scene): string[] {
  const newest = wanted?.newest
  if (newest === undefined || keepalived === undefined) return []
  const changed = `${newest.path} was changed ${describeAge((facts.now - newest.modified) / 1000)} ago`
  const words = {
    yes: 'and is loaded',
    soon: 'and not loaded yet',
    no: 'and not loaded since',
    unknown: 'after keepalived was started; whether it was loaded since is not known',
  }
  return [`${changed} ${words[loaded]}`]
}
