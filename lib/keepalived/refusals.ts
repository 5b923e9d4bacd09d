import type { Keyword } from './keyword.ts'
import { refuseVirtualServer } from './virtual-server/front.ts'
import { refuseRealServer } from './virtual-server/real-server.ts'
import { refuseInstance, refuseSecondGroup, refuseSyncGroup, refuseTrackGroup } from './vrrp/refuse.ts'

/** Functions that refuse a block, by its path: `vrrp_instance`, `virtual_server/real_server`. */
export type Refusals = Readonly<Record<string, NonNullable<Keyword['refuse']>>>

/** All of them. What is imported here may not import keywords/root.ts, which puts them into the tables. */
export const refusals: Refusals = {
  track_group: refuseTrackGroup,
  'track_group/group': refuseSecondGroup,
  virtual_server: refuseVirtualServer,
  'virtual_server/real_server': refuseRealServer,
  vrrp_instance: refuseInstance,
  vrrp_sync_group: refuseSyncGroup,
  'vrrp_sync_group/group': refuseSecondGroup,
}
