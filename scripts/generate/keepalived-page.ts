import { type Difference, differences } from '../../test/oracle/differences.ts'

/** docs/keepalived.md: where check_keepalived_config and `keepalived -t` of 2.2.7 say different things, and why. */
export function renderKeepalivedPage(): string {
  const of = (by: Difference['by']) =>
    differences.filter(each => each.by === by).map(({ reason }) => `- ${reason}`)
  const lines = [
    '# Beside keepalived -t',
    '',
    'The tests run `keepalived -t` of 2.2.7 and our reader over valid configurations, small files with one oddity each,',
    'hundreds of seeded changes (a brace lost, a keyword mistyped, a line doubled, quoted, commented mid-word) and every',
    'keyword with odd values. They compare line by line, both ways. What we say beyond keepalived is in the rules that',
    '[check_keepalived_config](checks/check_keepalived_config.md) lists with the reason. These differences are left.',
    '',
    '## Said by keepalived alone',
    '',
    ...new Set(of('keepalived')),
    '',
    '## Said by us, not by keepalived at that place',
    '',
    ...new Set(of('ours')),
    '',
    'The model is held against the dumps of running keepaliveds (SIGUSR1) and the kernel tables beside them, without a',
    'difference.',
  ]
  return `${lines.join('\n')}\n`
}
