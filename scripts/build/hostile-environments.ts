/** Where a check may find itself: variables, and streams that are not there. */
export interface Environment {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
  /** A redirection for /bin/sh. */
  readonly redirect?: string
  /** True when nobody reads stdout any more. */
  readonly deafReader?: boolean
}

/** `env -i`: not even a PATH. */
export const bare: Environment = { name: 'no environment', variables: {} }

// One is missing for a reason: with NODE_REPL_EXTERNAL_MODULE set, a Node that ignores NODE_OPTIONS refuses to
// start (exit 9). Nobody sets it for a monitoring system, and NODE_OPTIONS is the greater danger.
const variables: readonly string[] = [
  'NODE_OPTIONS=--require=/nonexistent',
  'NODE_OPTIONS=--max-old-space-size=abc',
  'NODE_OPTIONS=--inspect-brk',
  'NODE_EXTRA_CA_CERTS=/nonexistent',
  'NODE_EXTRA_CA_CERTS=/etc/passwd',
  'NODE_USE_SYSTEM_CA=1',
  'NODE_TLS_REJECT_UNAUTHORIZED=0',
  'NODE_PATH=/nonexistent',
  'NODE_REPL_HISTORY=/nonexistent',
  'NODE_DEBUG=net,http,tls,timer,stream,child_process',
  'NODE_DEBUG=*',
  'NODE_DEBUG=undici',
  'NODE_DEBUG_NATIVE=net',
  'NODE_V8_COVERAGE=coverage',
  'NODE_V8_COVERAGE=/proc/coverage',
  'NODE_COMPILE_CACHE=/dev/null/cache',
  'NODE_PENDING_DEPRECATION=1',
  'NODE_REDIRECT_WARNINGS=warnings',
  'NODE_CHANNEL_FD=1',
  'NODE_UNIQUE_ID=1',
  'NODE_TEST_CONTEXT=child-v8',
  'NODE_USE_ENV_PROXY=1 HTTP_PROXY=http://127.0.0.1:1 http_proxy=http://127.0.0.1:1',
  'NODE_ICU_DATA=/nonexistent',
  'SSL_CERT_FILE=/nonexistent SSL_CERT_DIR=/nonexistent',
  'OPENSSL_CONF=/nonexistent',
  'OPENSSL_CONF=/etc/passwd',
  'OPENSSL_MODULES=/nonexistent OPENSSL_ENGINES=/nonexistent',
  'UNDICI_NO_WASM_SIMD=1 UNDICI_USE_MILO=1 JEST_WORKER_ID=1',
  'LC_ALL=xx LANG=xx LANGUAGE=xx',
  'LC_ALL= LANG=',
  'TZ=Nowhere/Land',
  'UV_THREADPOOL_SIZE=0',
  'UV_USE_IO_URING=1',
  'TERM=',
  'TERM=dumb FORCE_COLOR=3 COLUMNS=1',
  'HOME=/nonexistent TMPDIR=/nonexistent',
  'PATH=/nonexistent',
]

export const hostile: readonly Environment[] = [
  ...variables.map(name => ({ name, variables: Object.fromEntries(name.split(' ').map(splitVariable)) })),
  { name: 'stdin closed', variables: {}, redirect: '<&-' },
  { name: 'stdin a folder', variables: {}, redirect: '</' },
  { name: 'stderr closed', variables: {}, redirect: '2>&-' },
  { name: 'stdout closed', variables: {}, redirect: '>&-' },
  { name: 'stdout full', variables: {}, redirect: '>/dev/full' },
  { name: 'all closed', variables: {}, redirect: '<&- >&- 2>&-' },
  { name: 'stdout a pipe nobody reads', variables: {}, deafReader: true },
  { name: 'few files', variables: {}, redirect: '; ulimit -n 24' },
]

function splitVariable(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}
