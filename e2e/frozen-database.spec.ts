import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { createPage, firstRun } from './torture/account.ts'
import { freePort } from './torture/free-port.ts'
import { WeftProcess } from './torture/weft-process.ts'
import { readLines, staysTrue, Writer, waitUntil } from './torture/writer.ts'

// An installation of its own: its database is stopped in the middle of a sentence.
test.use({ storageState: { cookies: [], origins: [] } })

test('while the database holds its breath nobody gets the words, nobody is told saved, and the page says so', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-frozen-'))
  const weft = new WeftProcess({ dataDir, port: await freePort() })
  weft.start()
  try {
    await weft.ready()
    const account = await firstRun(weft.url)
    const documentId = await createPage(account, 'Breath')
    const reader = new Writer(account, documentId, 'reader')
    const context = await browser.newContext()
    const [name = '', value = ''] = account.cookie.split(/=(.*)/)
    await context.addCookies([{ name, value, url: weft.url }])
    const page = await context.newPage()
    await page.goto(`${weft.url}/documents/${documentId}`)
    const body = page.getByRole('textbox', { name: 'Text of the page' })
    await body.click()
    await page.keyboard.type('Before.')
    await expect(saved(page)).toHaveAttribute('data-saved', 'saved')
    await waitUntil(() => text(reader).includes('Before.'), 10_000, 'the first words at the reader')

    weft.signalDatabase('SIGSTOP')
    try {
      await page.keyboard.type(' During.')
      const typedAt = Date.now()
      await expect(saved(page)).toHaveAttribute('data-saved', 'on-this-device', { timeout: 5_000 })
      expect(Date.now() - typedAt).toBeLessThan(4_000)
      reader.write()
      // Longer than the server's own patience with a silent database: nothing slips out when that ends.
      await staysTrue(() => !text(reader).includes('During.') && reader.acknowledged.size === 0, 7_000)
      await expect(saved(page)).toHaveAttribute('data-saved', 'on-this-device')
    } finally {
      weft.signalDatabase('SIGCONT')
    }

    await expect(saved(page)).toHaveAttribute('data-saved', 'saved', { timeout: 20_000 })
    await waitUntil(() => reader.acknowledged.size === 1, 20_000, 'the reader’s own line to be saved')
    await waitUntil(() => text(reader).includes('Before. During.'), 10_000, 'all words at the reader')
    const { lines } = await readLines(account, documentId)
    expect(lines.join('\n')).toContain('Before. During.')
    expect(lines.filter((line) => line === 'reader-0')).toHaveLength(1)
    reader.close()
    await context.close()
  } finally {
    await weft.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})

const saved = (page: Page) => page.locator('[data-saved]')

function text(reader: Writer): string {
  return reader.lines.join('\n')
}
