// undici's own types name the package's one big entry; this is the module behind its Client, which loads in a
// fraction of the time.
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici'

  const client: typeof Client
  export default client
}
