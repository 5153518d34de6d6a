import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, type Page, test, type WebSocketRoute } from '@playwright/test'
import { MortalBrowser } from './fixtures/mortal-browser.ts'
import { ownerState } from './fixtures/owner.ts'
import { createPage, openAsOwner } from './fixtures/people.ts'

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })
const savedWord = (page: Page) => page.locator('[data-saved]')
const WORDS = 'written without a connection, and kept'
const KILLED_AFTER_MS = 50

/** The page in that browser, and a way to cut its socket for good. */
async function openPage(
  browser: MortalBrowser,
  url: string,
): Promise<{ page: Page; cut: () => Promise<void> }> {
  const { cookies } = JSON.parse(await readFile(ownerState(url), 'utf8'))
  await browser.context.addCookies(cookies)
  const page = await browser.context.newPage()
  const sockets = new Set<WebSocketRoute>()
  let isCut = false
  const refuse = (socket: WebSocketRoute) => socket.close({ code: 1012 })
  await page.routeWebSocket(/\/collab\//, async (socket) => {
    if (isCut) return await refuse(socket)
    sockets.add(socket)
    socket.connectToServer()
  })
  await page.goto(url)
  await expect(body(page)).toBeVisible()
  await expect(savedWord(page)).toHaveText('Saved')
  return {
    page,
    async cut() {
      isCut = true
      for (const socket of sockets) await refuse(socket)
    },
  }
}

test('what was on this device when the browser was killed 50 ms later is there when it opens again, and is saved', async ({
  browser,
  baseURL,
}) => {
  const ada = await openAsOwner(browser, '/')
  const url = `${baseURL}${await createPage(ada.context, 'Killed')}`
  const profile = await mkdtemp(path.join(tmpdir(), 'weft-profile-'))
  let mortal = await MortalBrowser.start(profile)
  try {
    const { page, cut } = await openPage(mortal, url)
    await cut()
    await body(page).click()
    await page.keyboard.type(WORDS)
    await expect(savedWord(page)).toHaveText('On this device')
    await pause(KILLED_AFTER_MS)
    await mortal.kill()
    await ada.page.goto(url)
    await expect(body(ada.page)).not.toContainText(WORDS)

    mortal = await MortalBrowser.start(profile)
    const { page: again } = await openPage(mortal, url)
    await expect(body(again)).toContainText(WORDS)
    await expect(body(ada.page)).toContainText(WORDS)
  } finally {
    await mortal.kill()
    await ada.context.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
})
