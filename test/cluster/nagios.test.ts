import { expect, test } from 'vitest'
import { nagiosAgentCommands, renderNagios } from '../../lib/cluster/nagios.ts'
import { renderNagiosCommands } from '../../lib/objects/nagios.ts'
import { verifyNagios } from '../daemons/nagios.ts'
import { need } from '../support/need.ts'
import { checks, pair, planOf, siteOf } from '../support/plan.ts'

const commands = `${renderNagiosCommands([...checks.values()])}\n${nagiosAgentCommands}`

need('nagios4')('the objects of the lab for Nagios', () => {
  test('are taken without a warning', async () => {
    const yaml = 'cluster: shop'
    const objects = renderNagios(planOf(pair, yaml), siteOf(yaml), checks)
    const { isGood, complaints, run } = await verifyNagios({
      files: { 'commands.cfg': commands, 'shop.cfg': objects },
    })
    expect({ isGood, complaints }, run.stdout).toEqual({ isGood: true, complaints: [] })
    expect(run.stdout).toContain('Total Warnings: 0')
  })
})
