import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startIcinga } from '../../daemons/icinga.ts'
import { startNagios } from '../../daemons/nagios.ts'
import { need } from '../../support/need.ts'
import { host, publicationOf, run, service } from './support.ts'

need('nagios4', 'root')('a Nagios that runs', () => {
  test('reads what was published, and lives on when a publication was refused', async () => {
    const period = { check_period: '24x7', notification_period: '24x7' }
    const files = (name: string) => host(name, period) + service('a', name, period)
    const command = 'define command {\n  command_name ok\n  command_line /bin/true\n}\n'
    await using nagios = await startNagios({ files: { 'mine.cfg': command + files('mine') } })
    const publication = (text: string) =>
      publicationOf(
        join(nagios.folder, 'objects'),
        { 'web.cfg': text },
        { format: 'nagios', main: join(nagios.folder, 'nagios.cfg') },
      )
    const names = () =>
      nagios
        .status()
        .hosts.map(({ host: name }) => name)
        .toSorted()
    expect(await run(publication(files('director1')))).toMatchObject({ written: ['web.cfg'], refused: [] })
    await nagios.reload()
    expect(names()).toEqual(['director1', 'mine'])
    // A reload of this would have ended it.
    expect((await run(publication(`${files('director2')}nonsense\n`))).refused).toHaveLength(1)
    await nagios.reload()
    expect(names()).toEqual(['director1', 'mine'])
    expect(await run(publication(files('director2')))).toMatchObject({ written: ['web.cfg'] })
    await nagios.reload()
    expect(names()).toEqual(['director2', 'mine'])
  })
})

need('icinga2', 'root')('an Icinga 2 that runs', () => {
  test('reads what was published, and does not see what was refused', async () => {
    const text = (name: string) => `object Host "${name}" { check_command = "dummy" }\n`
    await using icinga = await startIcinga({ files: { 'conf.d/mine.conf': text('mine') } })
    const places = ['RunAsUser=root', 'RunAsGroup=root', `DataDir=${icinga.folder}/data`]
    const constants = places.map(place => `Configuration.${place}`)
    const etc = join(icinga.folder, 'etc')
    const publish = (content: string) =>
      run(
        publicationOf(
          etc,
          { 'conf.d/web.conf': content },
          { format: 'icinga2', comment: '//', main: join(etc, 'icinga2.conf') },
        ),
        { constants },
      )
    expect(await publish(text('director1'))).toMatchObject({ written: ['conf.d/web.conf'], refused: [] })
    await icinga.reload()
    expect(await icinga.has('hosts', 'director1')).toBe(true)
    expect((await publish(`${text('director2')}nonsense`)).refused).toHaveLength(1)
    await icinga.reload()
    expect(await icinga.has('hosts', 'director1')).toBe(true)
    expect(await icinga.has('hosts', 'director2')).toBe(false)
  })
})
