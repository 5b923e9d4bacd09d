/**
 * What runs first in the binary: quiets the runtime, then starts the bundle with the code cache of the check
 * that is called. Only things that cost nothing are used here; this file is paid for by every check.
 */
const { getBuiltinModule } = process
const { NODE_DEBUG, NODE_EXTRA_CA_CERTS, NODE_V8_COVERAGE } = process.env

/**
 * Icinga shows stderr before a check's own line. These variables make Node itself write to it, or write files,
 * and the ones that are read before our first line cannot be taken back; so nobody is listening any more.
 * Not `require`: with NODE_DEBUG=module that is reported already.
 */
function quietRuntime(): void {
  const { closeSync, openSync } = getBuiltinModule('node:fs')
  closeSync(2)
  openSync('/dev/null', 'w')
  // Else coverage files are written at exit, and where they cannot be, Node never ends.
  if (NODE_V8_COVERAGE) getBuiltinModule('node:v8').stopCoverage()
}

function startBundle(): void {
  const { getRawAsset, getAssetKeys } = getBuiltinModule('node:sea')
  const { Script } = getBuiltinModule('node:vm')
  const { basename } = getBuiltinModule('node:path')
  const keys = getAssetKeys()
  const bytes = (key: string): Buffer => Buffer.from(getRawAsset(key) as ArrayBuffer)
  const called = basename(process.argv0)
  const linked = keys.includes(`check:${called}`)
  // A file that was built for one check is that check, whatever it is called.
  const only = keys.find(key => key.startsWith('only:'))
  if (only !== undefined && !linked) process.argv.splice(2, 0, only.slice('only:'.length))
  const name = linked ? called : process.argv[2]
  // Some words lead another way through the check (--tcp, --help), and that way has a cache of its own.
  const word = process.argv.find(each => keys.includes(`check:${name} ${each}`))
  const key = word === undefined ? `check:${name}` : `check:${name} ${word}`
  const cachedData = keys.includes(key) ? bytes(key) : Buffer.alloc(0)
  // A cache that V8 does not like (another CPU, other flags) is passed over without a word.
  const script = new Script(bytes('bundle').toString('latin1'), {
    filename: 'lvs-checks.js',
    ...(cachedData.length > 0 && { cachedData }),
  })
  script.runInThisContext()(require, {}, {}, bytes)
}

process.removeAllListeners('warning')
if (NODE_DEBUG || NODE_EXTRA_CA_CERTS || NODE_V8_COVERAGE) quietRuntime()
startBundle()

export {}
