import type { ConfigRules } from './rule.ts'

const silentInclude =
  'keepalived only logs it and exits with 0 from -t: whatever the file holds is missing from the running configuration.'

/** What the lines, words and blocks themselves can have wrong: lib/keepalived/syntax. */
export const syntaxRules = {
  'missing-brace': {
    state: 'CRITICAL',
    when: 'a block has no closing brace, so that it swallows what follows',
  },
  'missing-open-brace': {
    state: 'CRITICAL',
    when: 'a block has no opening brace, so that its lines fall out of it',
  },
  'extra-brace': { state: 'CRITICAL', when: 'a closing brace ends no block, or the wrong one' },
  'unexpected-brace': { state: 'CRITICAL', when: 'an opening brace begins no block' },
  'unknown-block': {
    state: 'CRITICAL',
    when: 'a block begins with a word that is no keyword there, so that what is in it lands in the block around',
  },
  'unknown-keyword': {
    state: 'WARNING',
    when: 'a line begins with a word that is no keyword there and is ignored',
  },
  'unmatched-quote': { state: 'CRITICAL', when: 'a line has an odd number of double quotes' },
  'missing-parameter': { state: 'CRITICAL', when: 'a keyword lacks a value without which keepalived exits' },
  'value-before-brace': {
    state: 'WARNING',
    when: 'a word stands before the brace of a list of values and is dropped',
  },
  'missing-value-brace': {
    state: 'CRITICAL',
    when: 'a list of values does not begin with a brace',
    silence: 'keepalived only logs it and takes all lines up to the next closing brace for values.',
  },
  'bad-sequence': { state: 'CRITICAL', when: 'a ~SEQ or ~LST cannot be read, so that its line is lost' },
  'undefined-definition': {
    state: 'WARNING',
    when: 'a $NAME is used that is not defined, or is not put in because of what follows it',
    silence: 'keepalived says nothing of it and takes the name itself for the value.',
  },
  'definition-loop': {
    state: 'CRITICAL',
    when: 'a definition leads back to itself',
    silence: 'keepalived reads such a line for ever: it neither starts nor says why.',
  },
  'substitution-too-long': {
    state: 'CRITICAL',
    when: 'a definition is not put in because the line would be too long',
    silence: 'keepalived only logs it and goes on with the name in place of the value.',
  },
  'too-much': {
    state: 'UNKNOWN',
    when: 'sequences and includes make more lines than are read here',
    silence: 'keepalived would read for very long, and what it makes of it is not known.',
  },
  'include-missing': { state: 'CRITICAL', when: 'an included file does not exist', silence: silentInclude },
  'include-no-match': {
    state: 'WARNING',
    when: 'no file matches the pattern of an include',
    silence: silentInclude,
  },
  'include-skipped': {
    state: 'CRITICAL',
    when: 'an included file is executable, a folder or no regular file',
    silence: silentInclude,
  },
  'include-unreadable': {
    state: 'UNKNOWN',
    when: 'an included file cannot be read by this user',
    silence: 'keepalived runs as root and can read it: only this check cannot.',
  },
  'include-cycle': {
    state: 'CRITICAL',
    when: 'a file includes itself, directly or through others',
    silence: 'keepalived opens the files until the system lets it open no more.',
  },
} as const satisfies ConfigRules
