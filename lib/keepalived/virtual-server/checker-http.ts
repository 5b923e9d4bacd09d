import { count, quote } from '../../core/text.ts'
import { type CheckerDraft, connectSettings } from './checker-draft.ts'
import {
  alias,
  atEnd,
  flag,
  readSettings,
  type Scope,
  type Setting,
  type Settings,
  say,
  switchable,
  text,
  unsigned,
} from './setting.ts'
import { unsignedMax } from './timing.ts'

interface UrlDraft {
  path: string | undefined
  digest: boolean
}

const digest: Setting<UrlDraft> = {
  takes: 1,
  several: true,
  read: (draft, [word], scope) => {
    if (word === undefined) return false
    const problem = draft.digest
      ? 'is there already'
      : word.text.length !== 32
        ? `has ${count(word.text.length, 'character')} and not 32`
        : /^[0-9A-Fa-f]{32}$/.test(word.text)
          ? undefined
          : 'is not hexadecimal'
    if (problem === undefined) draft.digest = true
    else
      say(
        scope,
        'invalid-setting',
        word.mark,
        `digest ${quote(word.text)} of ${scope.owner} ${problem}, keepalived ignores it`,
      )
    return problem === undefined
  },
}

const statusCode: Setting<UrlDraft> = {
  takes: Number.POSITIVE_INFINITY,
  several: true,
  read: (_draft, values, scope) => {
    for (const word of values) {
      const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(word.text) ?? []
      const [first, last] = [Number(from), Number(to)]
      if (from !== '' && first >= 100 && last <= 599 && first <= last) continue
      const what = `status_code ${quote(word.text)} of ${scope.owner} is neither a status from 100 to 599 nor a range of them`
      say(scope, 'invalid-setting', word.mark, `${what}, keepalived ignores it`)
    }
    return true
  },
}

const urlSettings: Settings<UrlDraft> = {
  path: {
    takes: 1,
    read: (draft, [word]) => {
      draft.path = word?.text
      return word !== undefined
    },
  },
  digest,
  status_code: statusCode,
  virtualhost: text(1, true),
  regex: text(Number.POSITIVE_INFINITY, false),
  regex_no_match: flag(() => undefined),
  regex_options: { ...text(Number.POSITIVE_INFINITY, false), several: true },
  regex_min_offset: text(1, false),
  regex_max_offset: text(1, false),
  regex_stack: text(2, false),
}

const url: Setting<CheckerDraft> = {
  takes: 0,
  several: true,
  read: (draft, _values, scope, statement) => {
    const page: UrlDraft = { path: undefined, digest: false }
    const inner: Scope = { owner: `a url of ${scope.owner}`, diagnostics: scope.diagnostics }
    readSettings(page, statement.block?.statements ?? [], urlSettings, inner)
    if (page.path === undefined) {
      const text = `a url of ${scope.owner} has no path, keepalived drops it`
      say(scope, 'dropped-url', statement.words[0]?.mark, text, { hint: 'Add path /', ...atEnd(statement) })
      return false
    }
    draft.urls++
    draft.subject ??= page.path
    return true
  },
}

const protocol: Setting<CheckerDraft> = {
  takes: 1,
  read: (_draft, [word], scope, { words }) => {
    if (word !== undefined && ['1.0', '1.1', '1.0C', '1.0c'].includes(word.text)) return true
    const what =
      word === undefined ? 'has no value' : `is ${quote(word.text)}, which is none of 1.0, 1.0c, 1.1`
    say(
      scope,
      'invalid-setting',
      (word ?? words[0])?.mark,
      `http_protocol of ${scope.owner} ${what}, keepalived ignores it`,
    )
    return false
  },
}

const retry: Setting<CheckerDraft> = unsigned(0, unsignedMax, (draft, value) => {
  draft.retry = value
})

const oldRetry: Setting<CheckerDraft> = alias('retry', {
  takes: 1,
  read: (draft, values, scope, statement) => {
    const text = `nb_get_retry of ${scope.owner} is the old name of retry, keepalived warns of it`
    say(scope, 'old-setting', statement.words[0]?.mark, text, { hint: 'Write retry in its place' })
    return retry.read(draft, values, scope, statement)
  },
})

/** HTTP_GET and SSL_GET: keepalived's check_http.c. */
export const httpSettings: Settings<CheckerDraft> = {
  ...connectSettings,
  retry,
  nb_get_retry: oldRetry,
  virtualhost: text(1, true),
  http_protocol: protocol,
  enable_sni: switchable(() => undefined),
  fast_recovery: switchable(() => undefined),
  url,
}
