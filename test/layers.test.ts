import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Files that are committed or will be: what git ignores is no part of the project. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter(file => file !== '' && existsSync(join(root, file)))

interface Import {
  readonly from: string
  /** A path in this repository, or the name of a package or of a part of Node. */
  readonly to: string
  /** Erased when the program runs. */
  readonly typeOnly: boolean
}

const statement =
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^'"]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

function importsOf(file: string): Import[] {
  const found = readFileSync(join(root, file), 'utf8').matchAll(statement)
  return [...found].map(([, type, named = '', dynamic]) => {
    const written = dynamic ?? named
    const to = written.startsWith('.') ? relative(root, join(root, dirname(file), written)) : written
    return { from: file, to, typeOnly: type !== undefined }
  })
}

const sources = files.filter(
  file => /^(lib|plugins|scripts|test)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'),
)
const imports = sources.flatMap(importsOf)
const ofLayer = (layer: string) => imports.filter(({ from }) => from.startsWith(`${layer}/`))
const show = ({ from, to }: Import) => `${from} imports ${to}`

/** What each folder of lib may import besides itself: dependencies point one way. */
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  text: ['core'],
  net: ['core', 'text'],
  cli: ['core', 'text', 'net'],
  ipvs: ['core', 'text', 'net'],
  keepalived: ['core', 'text', 'net'],
  arp: ['core', 'text', 'net'],
  host: ['core', 'text', 'net'],
  log: ['core', 'text', 'net'],
  // What is told of an alarm; nothing of it is there when a check runs.
  remedy: ['core', 'text', 'cli'],
  objects: ['core', 'text', 'cli', 'net'],
  probe: ['core', 'text', 'net', 'ipvs', 'keepalived', 'arp', 'host', 'log'],
  // What a family of checks shares: pure, but for the probes it is handed.
  ping: ['core', 'text', 'net', 'cli', 'keepalived', 'probe'],
  service: ['core', 'text', 'net', 'cli', 'keepalived', 'probe'],
  // What a family of checks shares over both pure readers.
  config: ['core', 'text', 'net', 'cli', 'keepalived', 'host', 'probe'],
  drift: ['core', 'text', 'net', 'cli', 'ipvs', 'keepalived', 'config', 'remedy', 'probe'],
  director: [
    'core',
    'text',
    'net',
    'cli',
    'ipvs',
    'keepalived',
    'host',
    'log',
    'config',
    'drift',
    'ping',
    'service',
    'remedy',
    'probe',
  ],
  realserver: [
    'core',
    'text',
    'net',
    'cli',
    'keepalived',
    'host',
    'config',
    'ping',
    'service',
    'remedy',
    'probe',
  ],
  // From keepalived.conf to the objects of a monitoring system.
  cluster: ['core', 'text', 'net', 'cli', 'keepalived', 'realserver', 'objects'],
  conflict: ['core', 'text', 'net', 'cli', 'keepalived', 'host', 'arp', 'config', 'remedy', 'probe'],
  runtime: ['core', 'text', 'net', 'cli', 'probe', 'cluster'],
}
const folders = [...new Set(sources.flatMap(file => /^lib\/([^/]+)\//.exec(file)?.[1] ?? []))]
/** Parts of Node that neither read nor write anything, and packages that read and hold to a schema what they are handed. */
const pure = ['node:util', 'node:path', 'node:querystring', 'node:url', 'yaml', 'zod']

describe('dependencies point one way', () => {
  test('the imports of this very file are found', () => {
    expect(importsOf('test/layers.test.ts').map(({ to }) => to)).toEqual([
      'node:child_process',
      'node:fs',
      'node:path',
      'node:url',
      'vitest',
    ])
    expect(imports.length).toBeGreaterThan(100)
  })

  test.each(folders)('lib/%s', folder => {
    const allowed = layers[folder]
    expect(allowed, 'a new folder needs a line in the table above').toBeDefined()
    const foreign = ofLayer(`lib/${folder}`).filter(({ to, typeOnly }) => {
      const target = /^lib\/([^/]+)\//.exec(to)?.[1]
      if (target === undefined)
        return to.startsWith('plugins/') || to.startsWith('test/') || to.startsWith('scripts/')
      // How a check is defined is a type of the runtime; nothing of it is there when the program runs.
      return target !== folder && !allowed?.includes(target) && !typeOnly
    })
    expect(foreign.map(show)).toEqual([])
  })

  test('only probe and runtime do I/O', () => {
    const others = imports.filter(
      ({ from }) => /^(lib|plugins)\//.test(from) && !/^lib\/(probe|runtime)\//.test(from),
    )
    const doing = others.filter(
      ({ to, typeOnly }) => !typeOnly && !isOurs(to) && !pure.includes(to) && to !== 'minimist',
    )
    // The multi-call entry reads the name it was called by.
    expect(doing.map(show)).toEqual([])
  })

  test('only probe and runtime know the process, its clock and its timers', () => {
    const known =
      /\bprocess\.(?!stdout\b)\w+|\bDate\.now\b|\bnew Date\(\)|\bset(?:Timeout|Interval|Immediate)\(|\bconsole\.|\bfetch\(/
    const knowing = sources.filter(
      file =>
        /^(lib|plugins)\//.test(file) && !/^lib\/(probe|runtime)\/|^plugins\/lvs-checks\.ts$/.test(file),
    )
    expect(knowing.filter(file => known.test(code(file)))).toEqual([])
  })

  test('only the command line knows minimist', () => {
    const users = imports.filter(({ to }) => to === 'minimist').map(({ from }) => from)
    expect(users).toEqual(['lib/cli/parse.ts'])
  })

  test('nothing imports plugins but their index, scripts and tests', () => {
    const users = imports.filter(
      ({ from, to }) => to.startsWith('plugins/') && !/^(plugins|scripts|test)\//.test(from),
    )
    expect(users.map(show)).toEqual([])
    const siblings = imports.filter(
      ({ from, to }) =>
        /^plugins\/check_/.test(to) && from.startsWith('plugins/') && from !== 'plugins/index.ts',
    )
    expect(siblings.map(show)).toEqual([])
  })

  test('no file only passes on what others export', () => {
    const barrels = sources.filter(file => /^export\s+(\*|\{[^}]*\}\s*from)/m.test(code(file)))
    expect(barrels).toEqual([])
  })
})

describe('what is committed', () => {
  const texts = files.filter(file => !/\.(png|gz)$/.test(file))

  test('names no machine: no home or working folder, no registry, no address of ours', () => {
    const trace =
      /\/(?:home|work|root|Users)\/[\w.-]+\/|"resolved":|registry\s*=|localhost:\d{2,5}\/(?:npm|repository)/
    const naming = texts.filter(file => file !== 'test/layers.test.ts')
    const found = naming.flatMap(file => {
      const line = readFileSync(join(root, file), 'utf8')
        .split('\n')
        .find(each => trace.test(each))
      return line === undefined ? [] : [`${file}: ${line.trim().slice(0, 100)}`]
    })
    expect(found).toEqual([])
  })

  test('sources are named in kebab-case, the checks by their names', () => {
    const odd = sources.filter(
      file => !/^(?:[a-z0-9-]+\/)*(?:check_[a-z_]+|[a-z0-9-]+)(?:\.test)?\.ts$/.test(file),
    )
    expect(odd).toEqual([])
  })

  test('example addresses are those set aside for examples, or ours alone', () => {
    const foreign = sources
      .filter(file => /^(lib|plugins)\//.test(file))
      .flatMap(file =>
        addressesIn(code(file))
          .filter(address => !isExample(address))
          .map(each => `${file}: ${each}`),
      )
    expect(foreign).toEqual([])
  })
})

function isOurs(target: string): boolean {
  return /^(lib|plugins|package\.json)/.test(target)
}

/** A source without its comments. */
function code(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function addressesIn(text: string): string[] {
  return text.match(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g) ?? []
}

/** RFC 5737, the loopback, the wildcard and netmasks, and the multicast groups that VRRP and IPVS use. */
function isExample(address: string): boolean {
  return /^(192\.0\.2|198\.51\.100|203\.0\.113|127\.\d+\.\d+|0\.0\.0|224\.0\.0)\.\d+$|^255\.255\./.test(
    address,
  )
}
