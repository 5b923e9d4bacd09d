import { type Run, runBinary, runProgram } from '../support/binary.ts'
import { type Case, ourCommand, type Peer, splitWords } from './case.ts'
import { openStage } from './scenes.ts'

const folder = '/usr/lib/nagios/plugins'

/** Runs the cases on one stage. */
export interface Runner extends AsyncDisposable {
  runPeer(peer: Peer, each: Case): Promise<Run>
  /** Ours is one program for two peers: what it says to the same words is asked once. */
  runOurs(peer: Peer, each: Case): Promise<Run>
}

export function openRunner(): Runner {
  const stage = openStage()
  const fill = ({ scene, words }: Case) => Promise.all(splitWords(words).map(word => stage.fill(scene, word)))
  const known = new Map<string, Promise<Run>>()
  return {
    runPeer: async (peer, each) =>
      runProgram([`${folder}/${peer}`, ...(await fill(each))], { env: stage.env }),
    runOurs: (peer, each) => {
      const [name, ...choice] = ourCommand(peer)
      const key = [name, ...choice, each.scene, each.words].join(' ')
      const asked =
        known.get(key) ?? fill(each).then(argv => runBinary(name, [...choice, ...argv], { env: stage.env }))
      known.set(key, asked)
      return asked
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  }
}
