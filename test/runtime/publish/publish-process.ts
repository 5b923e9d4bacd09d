import { startDeadline } from '../../../lib/runtime/clock.ts'
import { publish } from '../../../lib/runtime/publish/publish.ts'

/** Publishes what its one word says, as a process of its own that can be killed; prints the report as JSON. */
const { publication, settings, seconds } = JSON.parse(process.argv[2] ?? '{}')
const controller = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort())
const deadline = startDeadline(seconds, controller.signal)
process.stdout.write(JSON.stringify(await publish(publication, deadline, settings)))
deadline.stop()
