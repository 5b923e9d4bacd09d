import { describe, expect, test } from 'vitest'
import { ordersOfWork } from '../../lib/remedy/order-of-work.ts'
import type { Step } from '../../lib/runtime/remedy.ts'
import { checks, readCall, variants } from '../support/contract.ts'
import { commandsOf, fillIn, strangers, told } from './steps.ts'

const orders = Object.values(ordersOfWork).flatMap(({ stages }) => stages.flatMap(({ steps }) => steps))
const confirming: readonly Step[] = [...told.flatMap(({ remedy }) => remedy?.confirm ?? []), ...orders]
const mending: readonly Step[] = told.flatMap(({ remedy }) => remedy?.mend ?? [])
const commands = commandsOf([...confirming, ...mending])
const ours = commands.filter(command => command.startsWith('check_'))

describe('remedies', () => {
  test.each(told)('$check $rule says what it means, how to confirm it and how to mend it', ({ remedy }) => {
    expect(remedy?.means).toMatch(/^[-\w].*\.$/s)
    expect(commandsOf(remedy?.confirm ?? [])).not.toEqual([])
    expect(remedy?.mend).not.toEqual([])
    if (remedy?.never !== undefined) expect(remedy.never).toMatch(/^[-\w].*\.$/s)
  })

  test.each(checks)('$name has remedies for its rules and for nothing else', async ({ rules, remedies }) => {
    expect(Object.keys(await remedies()).toSorted()).toEqual(Object.keys(rules).toSorted())
  })

  test('steps are sentences', () => {
    const odd = [...confirming, ...mending].filter(({ text }) => !/\S.*[.?]$/s.test(text))
    expect(odd).toEqual([])
  })

  test('what is to be filled in is one of few words', () => {
    expect(commands.filter(command => strangers(command).length > 0)).toEqual([])
  })
})

describe('commands of ours', () => {
  test.each(ours)('%s', command => {
    const [name, ...argv] = fillIn(command)
    const variant = variants.find(
      ({ check, choice }) =>
        check.name === name &&
        choice.every(word => argv.includes(word)) &&
        (choice.length > 0 || !argv.includes('--tcp')),
    )
    expect(variant, 'there is such a check').toBeDefined()
    if (variant === undefined) return
    expect(readCall({ variant, argv, title: command })).toHaveProperty('values')
  })
})

describe('what confirms an alarm', () => {
  /** Programs that only tell, whatever their words. */
  const telling =
    /^(cat|coredumpctl (list|info)|curl -s\w*|date$|df|diff|dpkg|ethtool|file|find(mnt)?|free|getcap|getent|getfacl|grep|head|hexdump|hostname$|id|ls|lsmod|lsns|man|modinfo|namei|ndisc6|nstat|openssl (s_client|x509)|ping|ps|readlink|ss|stat|tcpdump|timedatectl status|traceroute|uname|vmstat|xxd|od|wc|check_\w+)( |$)/
  /** Programs that can do more, with words that only tell. */
  const asking = [
    /^ip (-\w+ )*(a|addr|address|link|route|neigh|rule)( show| get|$)/,
    /^ip (-br|-V|-j -d|-br -d)( address| link|$)/,
    /^sysctl (-a --pattern )?[^=]+$/,
    /^ipvsadm -(L|S)/,
    /^nft list ruleset$/,
    /^iptables (-t mangle )?-S/,
    /^arping -c 3 -I/,
    /^systemctl (status|show|cat|is-enabled|is-active|list-timers|--failed)/,
    /^journalctl /,
    /^keepalived (-t|-v|--version)/,
    /^conntrack -[LC]/,
    /^sudo -n -l/,
  ]
  const more = /^journalctl .*--(vacuum|rotate|flush)|^find .*-(delete|exec)|^ss .*(-K|--kill)/
  const shell = /[;&|<>`]|\$\(/

  test('changes nothing', () => {
    const doing = commandsOf(confirming).filter(
      command => more.test(command) || ![telling, ...asking].some(shape => shape.test(command)),
    )
    expect(doing).toEqual([])
  })

  test('is one command, without a trick of the shell', () => {
    const tricky = commands.filter(command => shell.test(command.replace(/'[^']*'|"[^"]*"/g, '')))
    expect(tricky).toEqual([])
  })
})
