/**
 * Stands on a host of the lab as nobody, as the agent of a monitoring system does, and runs our checks in its own process:
 * a start of the built binary costs a guest ten times what the check itself does. Each line on fd 3 is an ID; /share/ID.sh
 * holds the words as JSON, the name of the check first. What the check prints goes to ID.stdout and ID.stderr, and
 * `ID EXIT-CODE` to fd 4, the console of the guest.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { runCheck } from '../../../plugins/index.ts'

const never = new AbortController().signal

createInterface({ input: new Socket({ fd: 3, readable: true, writable: false }) }).on('line', async id => {
  const words = JSON.parse(readFileSync(`/share/${id}.sh`, 'utf8'))
  const { exitCode, stdout } = await runCheck(words, never)
  writeFileSync(`/share/${id}.stdout`, stdout)
  writeSync(4, `${id} ${exitCode}\n`)
})
