import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Publication } from '../../../lib/runtime/publish/publication.ts'
import { need } from '../../support/need.ts'
import { makeFolder } from '../../support/temporary.ts'
import { contentOf, publicationOf, run } from './support.ts'

function sudoersFiles(folder: string, files: Readonly<Record<string, string>>): Publication {
  return publicationOf(folder, files, { format: 'sudoers' })
}

const good = 'nagios ALL=(root) NOPASSWD: /usr/sbin/ipvsadm -Sn\n'

need('sudo', 'root')('visudo verifies before sudo is shown the files', () => {
  test('a good one is written with the mode that sudo wants', async () => {
    using folder = makeFolder()
    expect(await run(sudoersFiles(folder.path, { 'lvs-web': good }))).toMatchObject({
      written: ['lvs-web'],
      verification: { kind: 'verified', by: `visudo -cf ${folder.path}/lvs-web` },
    })
    const { mode, uid, gid } = statSync(join(folder.path, 'lvs-web'))
    expect([(mode & 0o7777).toString(8), uid, gid]).toEqual(['440', 0, 0])
  })

  test('one with a mistake is refused with the words of visudo, and all others with it', async () => {
    using folder = makeFolder()
    await run(sudoersFiles(folder.path, { 'lvs-web': good }))
    const before = contentOf(folder.path)
    const report = await run(
      sudoersFiles(folder.path, {
        'lvs-web': `${good}# more\n`,
        'lvs-b': 'nagios ALL=(root NOPASSWD: /bin/x\n',
      }),
    )
    expect(report.refused[0]?.text).toBe('visudo refuses the new files: nothing was changed.')
    expect(report.refused[0]?.details?.[0]).toBe(`${folder.path}/lvs-b:3:18: syntax error`)
    expect(contentOf(folder.path)).toEqual(before)
  })
})
