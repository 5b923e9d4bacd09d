/**
 * The calls that are made in the build to fill the code caches, by the name of the check or by the name and the word
 * that chooses another way through it. A cache holds what its calls reach and no more: reading what a call does not
 * need is time its user waits for. They reach nothing but this machine; PORT is a web server there, CONFIG a sample of
 * keepalived.conf, TABLE one of /proc/net/ip_vs.
 */
export const warmCalls: Readonly<Record<string, readonly string[]>> = {
  check_ipvs_drift: ['--config CONFIG --config-id lvs1', '--config CONFIG --config-id lvs1 --table TABLE -v'],
  check_keepalived_config: ['CONFIG --config-id lvs1 -v'],
  // What it reads of the host is there on any Linux; the log is not, so its call names none.
  check_lvs_director: ['--config CONFIG --config-id lvs1 --no-log -v', '-H 127.0.0.1 -p PORT -t 5'],
  check_lvs_realserver: [
    '--vip 127.0.0.2 -p PORT -w 100 -c 200 -v',
    '--config CONFIG --config-id lvs1',
    '-H 127.0.0.1 -n 1 -p PORT -t 5',
  ],
  // The loopback speaks no ARP: nothing is sent.
  check_vip_conflict: ['-H 127.0.0.1 -I lo --director lvs1=127.0.0.2 -v'],
  check_vip_ping: ['-H 127.0.0.1 -p 1 -t 3'],
  check_vip_service: [
    '-H 127.0.0.1 -p PORT -w 1 -c 2 -s hello -t 5',
    '-H 127.0.0.1 -p PORT -u /missing -e 200 -t 5',
  ],
  'check_vip_service --tcp': ['--tcp -H 127.0.0.1 -p PORT -w 1 -c 2 -t 5'],
}

/** The caches of these checks: each has one, one for its help, and those named above. */
export function listCaches(names: readonly string[]): Map<string, readonly string[]> {
  const caches = new Map<string, readonly string[]>()
  for (const name of names) {
    caches.set(name, warmCalls[name] ?? ['--help'])
    for (const word of ['-h', '--help']) caches.set(`${name} ${word}`, [word])
  }
  for (const [key, calls] of Object.entries(warmCalls)) {
    if (names.includes(key.split(' ', 1)[0] ?? '')) caches.set(key, calls)
  }
  return caches
}
