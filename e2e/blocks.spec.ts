import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test'
import { makePdf } from '#server/testing/make-pdf.ts'
import { checkThemes } from './fixtures/check-screen.ts'
import { createPage, inviteAndOpen, openAsOwner } from './fixtures/people.ts'

let ada: { context: BrowserContext; page: Page }
let path: string

test.beforeEach(async ({ browser }) => {
  ada = await openAsOwner(browser, '/')
  path = await createPage(ada.context, '')
  await open(ada.page)
})

test.afterEach(async () => {
  await ada.context.close()
})

const body = (page: Page): Locator => page.getByRole('textbox', { name: 'Text of the page' })

async function open(page: Page): Promise<void> {
  await page.goto(path)
  await expect(body(page)).toBeVisible()
}

async function slash(page: Page, words: string): Promise<void> {
  await page.keyboard.type(`/${words}`)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
}

async function expectSaved(...pages: Page[]): Promise<void> {
  for (const page of pages) await expect(page.locator('[data-saved]')).toHaveAttribute('data-saved', 'saved')
}

test('each block is made by its slash command, edited by two people, and survives a reload', async ({
  browser,
}) => {
  const { page } = ada
  await body(page).click()
  await slash(page, 'table')
  for (const cell of ['Name', 'Since', 'Note', 'Ada']) {
    await page.keyboard.type(cell)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Control+End')
  await slash(page, 'callout')
  await page.keyboard.type('Mind the gap')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await slash(page, 'toggle')
  await page.keyboard.type('More')
  await page.keyboard.press('Enter')
  await page.keyboard.type('What is folded')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await slash(page, 'divider')
  await page.keyboard.type('```ts ')
  await page.keyboard.type('const answer = 42 // yes')

  const ben = await inviteAndOpen(browser, ada.context, 'Ben Blocks', path)
  const his = body(ben.page)
  // Folded for who comes new, whoever opened it elsewhere; in the page all the same.
  await expect(his.getByText('What is folded')).toBeHidden()
  await his.getByRole('button', { name: 'Open More' }).click()
  await his.getByText('What is folded').click()
  await ben.page.keyboard.press('End')
  await ben.page.keyboard.type(', Ben says')
  await his.getByText('Mind the gap').click()
  await ben.page.keyboard.press('End')
  await ben.page.keyboard.type('!')
  await his.getByRole('cell', { name: 'Ada' }).click()
  await ben.page.keyboard.press('End')
  await ben.page.keyboard.type(' L.')
  await expect(his.locator('pre .hljs-number')).toHaveText('42')

  const expectAll = async (hers: Locator): Promise<void> => {
    await expect(hers.getByRole('cell', { name: 'Ada L.' })).toBeVisible()
    await expect(hers.getByRole('columnheader')).toHaveText(['Name', 'Since', 'Note'])
    await expect(hers.getByRole('complementary', { name: 'Note' })).toContainText('Mind the gap!')
    await expect(hers).toContainText('What is folded, Ben says')
    await expect(hers.locator('hr')).toHaveCount(1)
    await expect(hers.locator('pre .hljs-keyword')).toHaveText('const')
  }
  await expectAll(body(page))
  await expectSaved(page, ben.page)
  await page.reload()
  await expectAll(body(page))
  await expect(body(page).getByText('What is folded')).toBeHidden()
  await ben.context.close()
  await expect(page.getByRole('button', { name: /^Who is here/ })).toHaveCount(0)
  await checkThemes(page)
})

test('a table is worked on by keys and by its toolbar', async () => {
  const { page } = ada
  await body(page).click()
  await slash(page, 'table')
  const table = body(page).getByRole('table')
  await expect(table.getByRole('row')).toHaveCount(3)
  const toolbar = page.getByRole('toolbar', { name: 'Table' })
  await expect(toolbar).toBeVisible()
  await page.keyboard.press('Alt+F10')
  await expect(toolbar.getByRole('button', { name: 'Row', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Insert a row below' }).click()
  await expect(table.getByRole('row')).toHaveCount(4)
  await toolbar.getByRole('button', { name: 'Column' }).click()
  await page.getByRole('menuitem', { name: 'Insert a column on the right' }).click()
  await expect(table.getByRole('columnheader')).toHaveCount(4)
  await toolbar.getByRole('button', { name: 'Header row' }).click()
  await expect(table.getByRole('columnheader')).toHaveCount(0)
  const width = async () => (await table.getByRole('cell').first().boundingBox())?.width ?? 0
  const before = await width()
  await toolbar.getByRole('button', { name: 'Column' }).click()
  await page.getByRole('menuitem', { name: 'Make it wider' }).click()
  await expect.poll(width).toBeGreaterThan(before + 20)
  await page.keyboard.press('Control+z')
  await expect.poll(width).toBeLessThan(before + 5)
  await toolbar.getByRole('button', { name: 'Delete the table' }).click()
  await expect(table).toHaveCount(0)
  await expect(body(page)).toBeFocused()
})

test('a wide table scrolls in itself on a phone', async () => {
  const { page } = ada
  await page.setViewportSize({ width: 390, height: 844 })
  await body(page).click()
  await slash(page, 'table')
  for (let column = 0; column < 4; column++) {
    await page.getByRole('toolbar', { name: 'Table' }).getByRole('button', { name: 'Column' }).click()
    await page.getByRole('menuitem', { name: 'Insert a column on the right' }).click()
  }
  await expect(body(page).getByRole('columnheader')).toHaveCount(7)
  const sizes = await page.evaluate(() => {
    const box = document.querySelector('.tableWrapper')
    return { inner: box?.scrollWidth, outer: box?.clientWidth, page: document.documentElement.scrollWidth }
  })
  expect(sizes.inner).toBeGreaterThan(sizes.outer ?? 0)
  expect(sizes.page).toBe(390)
})

test('a callout changes its kind and sign, for everybody', async () => {
  const { page } = ada
  await body(page).click()
  await slash(page, 'callout')
  await page.keyboard.type('Careful')
  await page.getByRole('button', { name: 'Note: change its kind or sign' }).click()
  await page.getByRole('menuitemradio', { name: 'Danger' }).first().click()
  await page.getByRole('menuitemradio', { name: 'Lock', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(body(page).getByRole('complementary', { name: 'Danger' })).toContainText('Careful')
  await expect(body(page).locator('.callout .lucide-lock')).toBeVisible()
})

test('any dropped file becomes a block with its name, a preview where there is one, and a download', async () => {
  const { page } = ada
  await body(page).click()
  await slash(page, 'file')
  await page
    .getByLabel('Files to upload')
    .setInputFiles([
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('first line\n<b>not bold</b>') },
    ])
  const file = body(page).getByRole('figure').filter({ hasText: 'notes.txt' })
  await expect(file).toContainText('Text · 26 B')
  await file.getByRole('button', { name: 'Show the text of notes.txt' }).click()
  await expect(file.getByRole('region', { name: 'Text of notes.txt' })).toHaveText(
    'first line\n<b>not bold</b>',
  )

  await page
    .getByLabel('Files to upload')
    .setInputFiles([{ name: 'tone.wav', mimeType: 'audio/wav', buffer: silence() }])
  const audio = body(page).locator('audio')
  await expect(audio).toBeVisible()
  await expect.poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration)).toBeCloseTo(0.5)
  await expectSaved(page)
  const download = page.waitForEvent('download')
  await file.getByRole('link', { name: 'Download notes.txt' }).click()
  expect((await download).suggestedFilename()).toBe('notes.txt')
  await checkThemes(page)
})

test('a PDF is leafed through where it stands; one that cannot be shown says so and stays a download', async () => {
  const { page } = ada
  await body(page).click()
  await slash(page, 'file')
  const lines = (text: string) => ({ lines: [{ text, size: 24, x: 60, y: 700 }] })
  const pdf = makePdf([lines('The first sheet'), lines('The second sheet')])
  await page.getByLabel('Files to upload').setInputFiles([
    { name: 'minutes.pdf', mimeType: 'application/pdf', buffer: pdf },
    {
      name: 'torn.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\nnothing that follows is one'),
    },
  ])
  const file = body(page).getByRole('figure').filter({ hasText: 'minutes.pdf' })
  await file.getByRole('button', { name: 'Show the pages of minutes.pdf' }).click()
  const pages = file.getByRole('region', { name: 'Pages of minutes.pdf' })
  await expect(pages.getByRole('img', { name: 'Page 1 of minutes.pdf' })).toBeVisible()
  await expect(pages).toContainText('The first sheet')
  await expect.poll(() => inkOf(pages)).toBeGreaterThan(50)
  await expect(pages.getByRole('button', { name: 'Page before' })).toBeDisabled()
  await pages.getByRole('button', { name: 'Page after' }).click()
  await expect(pages.getByRole('img', { name: 'Page 2 of minutes.pdf' })).toBeVisible()
  await expect(pages).toContainText('Page 2 of 2')
  await expect(pages).toContainText('The second sheet')

  const torn = body(page).getByRole('figure').filter({ hasText: 'torn.pdf' })
  await torn.getByRole('button', { name: 'Show the pages of torn.pdf' }).click()
  await expect(torn).toContainText('This PDF cannot be shown here. Download it')
  await expect(torn.getByRole('link', { name: 'Download torn.pdf' })).toBeVisible()
  await checkThemes(page)
  await file.getByRole('button', { name: 'Hide the pages of minutes.pdf' }).click()
  await expect(pages).toHaveCount(0)
})

/** Dark pixels of what is drawn. */
function inkOf(region: Locator): Promise<number> {
  return region.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    let dark = 0
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 100) dark++
    return dark
  })
}

test('an image is made narrower by keys and by dragging, within its bounds', async () => {
  const { page } = ada
  await body(page).click()
  await page.getByLabel('Images to upload').setInputFiles('e2e/fixtures/scans/noise.jpg')
  const image = body(page).locator('figure.page-image')
  await expect(image).toBeVisible()
  await image.click()
  const handle = page.getByRole('slider', { name: 'Width of the image' })
  await handle.focus()
  const full = Number(await handle.getAttribute('aria-valuenow'))
  await page.keyboard.press('ArrowLeft')
  await expect(handle).toHaveAttribute('aria-valuenow', String(full - 5))
  const box = await handle.boundingBox()
  if (!box) throw new Error('the handle has no place')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x - 1_000, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(handle).toHaveAttribute('aria-valuenow', '10')
  await page.keyboard.press('Control+z')
  await expect(handle).not.toHaveAttribute('aria-valuenow', '10')
})

test('an editor older than a page says so, can be read, keeps what it holds, and reloads into the newer page', async () => {
  const { page } = ada
  const old = await ada.context.newPage()
  // The hello of the version before: everything else of this tab is as it is.
  await old.routeWebSocket(/\/collab\//, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const words = message.toString('latin1')
      server.send(
        words.includes('"schemaVersion"')
          ? Buffer.from(words.replace(/(schemaVersion":)\d/, '$11'), 'latin1')
          : message,
      )
    })
  })
  await old.goto(path)
  await body(old).click()
  await old.keyboard.type('From the older tab. ')
  await expectSaved(old)
  await expect(body(page)).toContainText('From the older tab.')
  await body(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await slash(page, 'callout')
  await page.keyboard.type('Newer than that')
  await expect(old.getByRole('alert').filter({ hasText: 'changed with a newer Weft' })).toBeVisible()
  await expect(body(old)).toHaveAttribute('contenteditable', 'false')
  await expect(body(old)).toContainText('From the older tab.')
  await expect(body(old)).not.toContainText('Newer than that')
  await expectSaved(page)
  await old.unrouteAll()
  await old.getByRole('button', { name: 'Reload' }).click()
  await expect(body(page).getByRole('complementary', { name: 'Note' })).toContainText('Newer than that')
  await old.close()
})

/** Half a second of nothing as a WAV file: eight thousand samples a second, one byte each. */
function silence(): Buffer {
  const samples = 4_000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(8_000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 128)])
}
