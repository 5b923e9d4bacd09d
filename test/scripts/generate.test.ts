import { expect, test } from 'vitest'
import { findStale, generateFiles } from '../../scripts/generate.ts'

test('every generated file is what the option tables say now', async () => {
  expect(await findStale()).toEqual([])
})

test('there is a page for each check, and it names every option of it', async () => {
  const files = await generateFiles()
  const page = files.get('docs/checks/check_vip_service.md') ?? ''
  for (const option of ['--hostname', '--realserver', '--send', '--timeout']) expect(page).toContain(option)
})
