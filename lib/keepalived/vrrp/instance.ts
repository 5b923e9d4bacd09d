import type { Statement } from '../tree.ts'
import { readAddressLine } from './address.ts'
import { type InstanceDraft, newDraft, noteInterfaces, type World } from './draft.ts'
import { lineHandlers } from './keywords.ts'
import { instanceNotifies, notifyHandlers } from './notify.ts'
import { type Handlers, markOfStatement, type Report, readStatements } from './report.ts'
import { readRouteLine, readRuleLine } from './route.ts'
import { readTracks, trackBlocks } from './track.ts'
import { unicastHandlers } from './unicast.ts'
import { vmacHandlers } from './vmac.ts'

/** The lines of a block of values. */
export function linesOf(statement: Statement): readonly Statement[] {
  return statement.block?.statements ?? []
}

const blockHandlers: Handlers<InstanceDraft> = {
  virtual_ipaddress(statement, draft, report) {
    for (const line of linesOf(statement)) {
      const read = readAddressLine(line, report)
      if (read === undefined) continue
      draft.family ??= read.family
      if (read.family === draft.family) draft.vips.push(read)
      else {
        const text = `IPv${read.family} address ${read.address} is not of the family of ${draft.title}, which is IPv${draft.family}: keepalived leaves it out`
        report(
          'vip-refused',
          read.mark,
          text,
          'Put it into virtual_ipaddress_excluded, or into an instance of its own',
        )
      }
    }
  },
  virtual_ipaddress_excluded(statement, draft, report) {
    for (const line of linesOf(statement)) {
      const read = readAddressLine(line, report)
      if (read !== undefined) draft.excluded.push(read)
    }
  },
  authentication(statement, draft, report) {
    readStatements(linesOf(statement), lineHandlers, draft, report)
  },
}

function handlersIn(world: World): Handlers<InstanceDraft> {
  const tracks = Object.keys(trackBlocks).map(name => [
    name,
    (statement: Statement, draft: InstanceDraft, report: Report) =>
      readTracks(statement, draft, world.trackable, report),
  ])
  return {
    ...lineHandlers,
    ...blockHandlers,
    ...unicastHandlers,
    ...notifyHandlers(instanceNotifies),
    ...vmacHandlers(world),
    ...Object.fromEntries(tracks),
    virtual_routes(statement, { title }, report) {
      noteInterfaces(
        world,
        title,
        linesOf(statement).flatMap(line => readRouteLine(line, report)),
      )
    },
    virtual_rules(statement, { title }, report) {
      noteInterfaces(
        world,
        title,
        linesOf(statement).flatMap(line => readRuleLine(line, report)),
      )
    },
    lvs_sync_daemon_interface(statement, draft, report) {
      const mark = statement.words[1]?.mark ?? markOfStatement(statement)
      report(
        'vrrp-deprecated',
        mark,
        `lvs_sync_daemon_interface in ${draft.title} is deprecated`,
        'Write lvs_sync_daemon in global_defs',
      )
      if (world.syncDaemon !== undefined) {
        report(
          'given-twice',
          mark,
          `the sync daemon has interface ${world.syncDaemon} already: keepalived ignores this one`,
        )
      } else world.syncDaemon = statement.words[1]?.text
    },
  }
}

/** Reads a vrrp_instance block as the handlers of keepalived's vrrp_parser.c do, up to its closing brace. */
export function readInstance(statement: Statement, world: World, report: Report): InstanceDraft | undefined {
  const name = statement.words[1]
  if (name === undefined) return undefined
  const draft = newDraft(statement, name)
  readStatements(linesOf(statement), handlersIn(world), draft, report)
  checkUnicast(draft, report)
  return draft
}

/** What keepalived looks at where the block ends. */
function checkUnicast(draft: InstanceDraft, report: Report): void {
  const vmac = draft.vmac ?? draft.ipvlan
  if (draft.unicast !== undefined && vmac !== undefined) {
    if (draft.interface === undefined) {
      report(
        'vmac-conflict',
        vmac,
        `${draft.title} has unicast and no interface: keepalived does without its vmac`,
        'Name the interface',
        draft.end,
      )
      draft.vmac = undefined
      draft.ipvlan = undefined
      draft.vmacName = undefined
    } else if (draft.transmitBase === undefined) {
      report(
        'vmac-conflict',
        vmac,
        `${draft.vmac === undefined ? 'use_ipvlan' : 'use_vmac'} with unicast in ${draft.title} wants vmac_xmit_base: keepalived sets it`,
        'Add vmac_xmit_base',
        draft.end,
      )
      draft.transmitBase = vmac
    }
  }
  if (draft.unicastTtl !== undefined && draft.peers.length === 0) {
    report(
      'unicast-conflict',
      draft.unicastTtl,
      `unicast_ttl of ${draft.title} stands without unicast peers: keepalived ignores it`,
      'Remove it, or name unicast peers',
      draft.end,
    )
  }
}
