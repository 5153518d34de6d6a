import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkScreen, expectNoFaults } from './fixtures/check-screen.ts'
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

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })
const title = (page: Page) => page.getByRole('textbox', { name: 'Title' })
const savedWord = (page: Page) => page.locator('[data-saved]')

async function open(page: Page): Promise<void> {
  await page.goto(path)
  await expect(body(page)).toBeVisible()
}

/** Cuts the collaboration socket, and no other request, until `back` is called. */
async function cutSocket(page: Page): Promise<{ back: () => void }> {
  let cut = true
  const refused: { close(): Promise<void> }[] = []
  await page.routeWebSocket(/\/collab\//, async (socket) => {
    if (cut) {
      refused.push(socket)
      await socket.close({ code: 1012 })
    } else socket.connectToServer()
  })
  return {
    back: () => {
      cut = false
    },
  }
}

/** Waits until this browser's own copy of the page holds the words: from then on it opens without a connection. */
async function expectCopy(page: Page, words: string): Promise<void> {
  const copied = () =>
    page.evaluate(async () => {
      const promised = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('weft-'))
      if (!found?.name) return ''
      const database = await promised(indexedDB.open(found.name))
      const id = location.pathname.split('/').at(-1) ?? ''
      const copy = await promised(database.transaction('copies').objectStore('copies').get(id))
      database.close()
      return copy ? new TextDecoder().decode(copy.bytes) : ''
    })
  await expect.poll(copied).toContain(words)
}

test('two people write together, see each other, and all of it is saved', async ({ browser }) => {
  const ben = await inviteAndOpen(browser, ada.context, 'Ben Okri', path)
  await expect(body(ben.page)).toBeVisible()
  await title(ada.page).click()
  await ada.page.keyboard.type('Minutes of Monday')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('We met at nine.')
  await expect(title(ben.page)).toHaveValue('Minutes of Monday')
  await expect(body(ben.page)).toContainText('We met at nine.')
  await expect(ben.page.locator('.presence-label')).toHaveText('Ada Lovelace')
  await expect(ada.page.getByRole('button', { name: 'Who is here: Ben Okri' })).toBeVisible()

  await body(ben.page).click()
  await ben.page.keyboard.press('Control+End')
  await Promise.all([ben.page.keyboard.type(' Ben agrees.'), ada.page.keyboard.press('Home')])
  await expect(body(ada.page)).toContainText('We met at nine. Ben agrees.')
  for (const { page } of [ada, ben]) await expect(savedWord(page)).toHaveAttribute('data-saved', 'saved')
  await ben.context.close()
})

test('undo takes back one’s own words and nobody else’s', async ({ browser }) => {
  const ben = await inviteAndOpen(browser, ada.context, 'Cleo', path)
  await body(ada.page).click()
  await ada.page.keyboard.type('Ada wrote this.')
  await expect(body(ben.page)).toContainText('Ada wrote this.')
  await body(ben.page).click()
  await ben.page.keyboard.press('Control+End')
  await ben.page.keyboard.type(' Cleo wrote that.')
  await expect(body(ada.page)).toContainText('Cleo wrote that.')
  await ada.page.keyboard.press('Control+z')
  await expect(body(ada.page)).not.toContainText('Ada wrote this.')
  await expect(body(ada.page)).toContainText('Cleo wrote that.')
  await expect(body(ben.page)).not.toContainText('Ada wrote this.')
  await ben.context.close()
})

test('what is written while the server is away stays on the device, in red, through a reload, and merges', async () => {
  const { page } = ada
  await body(page).click()
  await page.keyboard.type('Before.')
  await expect(savedWord(page)).toHaveAttribute('data-saved', 'saved')
  await expectCopy(page, 'Before.')
  const socket = await cutSocket(page)
  await page.reload()
  // The copy that this browser keeps: the page opens although no socket does.
  await expect(body(page)).toContainText('Before.')
  await body(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Alone.')
  await expect(savedWord(page)).toHaveAttribute('data-saved', 'on-this-device')
  await expect(savedWord(page)).toHaveText('On this device')
  await page.keyboard.press('Control+s')
  await expect(page.getByText(/kept here only, and sent as soon as the server answers/)).toBeVisible()

  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(body(page)).toContainText('Before. Alone.')
  await expect(savedWord(page)).toHaveAttribute('data-saved', 'on-this-device')
  socket.back()
  await expect(savedWord(page)).toHaveAttribute('data-saved', 'saved', { timeout: 40_000 })

  const other = await ada.context.newPage()
  await open(other)
  await expect(body(other)).toContainText('Before. Alone.')
})

test('leaving with changes that the database lacks is asked about', async () => {
  const { page } = ada
  await body(page).click()
  await page.keyboard.type('Kept here.')
  await expect(savedWord(page)).toHaveAttribute('data-saved', 'saved')
  await expectCopy(page, 'Kept here.')
  await cutSocket(page)
  await page.reload()
  await expect(body(page)).toContainText('Kept here.')
  await body(page).click()
  await page.keyboard.type('unsent')
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
})

test('Markdown is understood as it is typed and pasted, and a tick is one key', async () => {
  const { page } = ada
  await body(page).click()
  await page.keyboard.type('## Plan')
  await page.keyboard.press('Enter')
  await page.keyboard.type('[] buy thread')
  await page.keyboard.press('Control+Enter')
  await expect(body(page).getByRole('heading', { level: 2, name: 'Plan' })).toBeVisible()
  await expect(body(page).getByRole('checkbox')).toBeChecked()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await paste(page, { text: '# Pasted\n\n- one\n- **two**' })
  await expect(body(page).getByRole('heading', { level: 1, name: 'Pasted' })).toBeVisible()
  await expect(body(page).locator('li strong')).toHaveText('two')
})

test('the slash menu finds by typing and does what it says', async () => {
  const { page } = ada
  await body(page).click()
  await page.keyboard.type('/quo')
  await expect(page.getByRole('option')).toHaveText(['Quote>'])
  await page.keyboard.press('Enter')
  await page.keyboard.type('Wise words')
  await expect(body(page).locator('blockquote')).toHaveText('Wise words')
})

test('Escape and a click elsewhere close the slash menu and leave the page where it is', async () => {
  const { page } = ada
  await expect(title(page)).toBeFocused()
  await body(page).click()
  await page.keyboard.type('/')
  await expect(page.getByRole('listbox', { name: 'Insert' })).toBeVisible()
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expect(body(page)).toBeFocused()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('/')
  await expect(page.getByRole('listbox', { name: 'Insert' })).toBeVisible()
  await expectNoFaults(page)
  await title(page).click()
  await expect(page.getByRole('listbox')).toHaveCount(0)
})

test('a pasted image is uploaded, read by a job, and its text accepted with its source', async () => {
  const { page } = ada
  await body(page).click()
  await paste(page, { image: 'Invoice 2026' })
  const image = body(page).getByRole('img', { name: 'scan' })
  await expect(image).toBeVisible()
  await expect.poll(() => image.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(900)
  await image.hover()
  await page.getByRole('button', { name: 'What to do with this image' }).click()
  await page.getByRole('menuitem', { name: 'Read the text in it' }).click()
  const result = page.getByLabel('Text read from an image, not yet accepted')
  await expect(result).toContainText('Invoice 2026', { timeout: 40_000 })
  await result.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(result).toHaveCount(0)
  await expect(body(page).locator('[data-provenance]')).toContainText('Invoice 2026')
  await body(page).locator('[data-provenance]').hover()
  await expect(page.getByRole('dialog', { name: 'Where this text came from' })).toContainText(
    'From a job: Text read from an image',
  )
  await page.keyboard.press('Control+z')
  await expect(result).toBeVisible()
})

test('words that a job did not write are told from those that it did, while they wait and once they are accepted', async () => {
  const { page } = ada
  await body(page).click()
  await paste(page, { image: 'Invoice 2026' })
  await body(page).getByRole('img', { name: 'scan' }).hover()
  await page.getByRole('button', { name: 'What to do with this image' }).click()
  await page.getByRole('menuitem', { name: 'Read the text in it' }).click()
  const result = page.getByLabel('Text read from an image, not yet accepted')
  const words = result.getByText('Invoice 2026')
  await expect(result).toContainText('for Ada Lovelace · by the built-in engine', { timeout: 40_000 })
  await words.click()
  await page.keyboard.press('Home')
  await page.keyboard.type('Paid ')
  await expect(result).toContainText('edited: not all of it is what the job wrote')
  await checkScreen(page)
  await page.keyboard.press('Control+z')
  await expect(result).not.toContainText('edited')
  await expect(result).toContainText('by the built-in engine')
  await result.getByRole('button', { name: 'Accept', exact: true }).click()
  const marked = body(page).locator('[data-provenance]')
  await expect(marked).toHaveText('Invoice 2026')
  const task = await marked.getAttribute('data-task')
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await paste(page, {
    html: `<p><span data-task="${task}">Revenue was ten million and the board fired Bob.</span></p>`,
  })
  await expect(marked).toHaveCount(2)
  await page.locator('[data-saved="saved"]').waitFor()
  const card = page.getByRole('dialog', { name: 'Where this text came from' })
  await marked.last().hover()
  await expect(card).toContainText('Not verified')
  await expect(card).not.toContainText('From a job')
  await marked.first().hover()
  await expect(card).toContainText('Word for word as the job wrote it.')
  await expect(card).not.toContainText('Not verified')
  await checkScreen(page)
})

test('an open page is free of axe violations', async () => {
  const { page } = ada
  await title(page).fill('For everybody')
  await body(page).click()
  await page.keyboard.type('- one')
  await expectNoFaults(page)
})

/** Pastes a text, or an image with these words on it, as the clipboard would give it. */
async function paste(
  page: Page,
  what: { text: string } | { html: string } | { image: string },
): Promise<void> {
  await body(page).evaluate(
    async (target, { text, html, image }) => {
      const data = new DataTransfer()
      if (text !== undefined) data.setData('text/plain', text)
      if (html !== undefined) data.setData('text/html', html)
      if (image !== undefined) {
        const canvas = new OffscreenCanvas(900, 300)
        const context = canvas.getContext('2d')
        if (!context) throw new Error('no canvas')
        context.fillStyle = '#fff'
        context.fillRect(0, 0, 900, 300)
        context.fillStyle = '#111'
        context.font = '64px sans-serif'
        context.fillText(image, 60, 160)
        const blob = await canvas.convertToBlob({ type: 'image/png' })
        data.items.add(new File([blob], 'scan.png', { type: 'image/png' }))
      }
      target.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    },
    what as { text?: string; html?: string; image?: string },
  )
}
