import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { createPage, openAsOwner } from './fixtures/people.ts'

let ada: { context: BrowserContext; page: Page }
let path: string

test.beforeEach(async ({ browser }) => {
  ada = await openAsOwner(browser, '/')
  path = await createPage(ada.context, 'A quiet page')
})

test.afterEach(async () => {
  await ada.context.close()
})

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })

/** Attributes and marks of any name and value, as no editor sets them. */
type Loose = Y.XmlElement<Record<string, unknown & string>>

function element(
  name: string,
  attributes: Record<string, unknown> = {},
  text?: string,
  marks?: object,
): Y.XmlElement {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) (made as Loose).setAttribute(key, value as string)
  if (text !== undefined) {
    const words = new Y.XmlText()
    words.insert(0, text, marks)
    made.insert(0, [words])
  }
  return made
}

function nested(levels: number): Y.XmlElement {
  let inner = element('paragraph', {}, 'deep')
  for (let level = 0; level < levels; level++) {
    const outer = new Y.XmlElement('blockquote')
    outer.insert(0, [inner])
    inner = outer
  }
  return inner
}

const RUN = 'javascript:window.pwned=1'
const MARKUP = '<img src=x onerror=window.pwned=1>'
const HOSTILE: Record<string, () => Y.XmlElement> = {
  'a link that runs script': () => element('paragraph', {}, 'press', { link: { href: RUN } }),
  'a link that runs script, with a tab in it': () =>
    element('paragraph', {}, 'press', { link: { href: 'java\tscript:window.pwned=1' } }),
  'a link to a document of its own': () =>
    element('paragraph', {}, 'press', { link: { href: 'data:text/html,<script>opener.pwned=1</script>' } }),
  'a link with a handler': () => element('paragraph', {}, 'x', { link: { href: '/', onclick: RUN } }),
  'a mark that pages do not have': () => element('paragraph', {}, 'x', { onmouseover: { value: RUN } }),
  'a frame': () => element('iframe', { src: RUN, srcdoc: MARKUP }),
  'a script': () => element('script', {}, 'window.pwned=1'),
  'a picture with a handler': () =>
    element('image', { attachmentId: null, onerror: 'window.pwned=1', src: 'x' }),
  'a picture of data': () => element('image', { attachmentId: `data:image/svg+xml,${MARKUP}` }),
  'a picture from elsewhere': () => element('image', { src: 'https://evil.test/pixel.png' }),
  'a block with a handler': () =>
    element('paragraph', { onclick: 'window.pwned=1', style: 'position:fixed' }, 'x'),
  'a heading of markup': () => element('heading', { level: `1 onclick=${RUN}` }, 'x'),
  'a callout of markup': () => element('callout', { kind: MARKUP, icon: MARKUP }, 'x'),
  'a file with another address': () =>
    element('file', { attachmentId: RUN, name: 'x', mediaType: 'text/html', bytes: 1 }),
  'blocks nested 150 deep': () => nested(150),
}

function update(make: () => Y.XmlElement): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => doc.getXmlFragment('body').insert(0, [make()]))
  return Y.encodeStateAsUpdate(doc)
}

function frame(bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, 2)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

/** Opens a socket of the signed-in person from the browser, as any script of theirs could, and sends one frame. */
function sendRaw(page: Page, bytes: Uint8Array): Promise<number> {
  return page.evaluate(
    ({ address, list }) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(address)
        socket.onopen = () => socket.send(new Uint8Array(list))
        socket.onclose = ({ code }) => resolve(code)
      }),
    {
      address: `${new URL(page.url()).origin.replace('http', 'ws')}/collab/${path.split('/').at(-1)}`,
      list: [...bytes],
    },
  )
}

/** What runs script or leaves the page, wherever in the document it stands. */
function findHarm(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const harm: string[] = 'pwned' in window ? ['script ran'] : []
    const editor = document.querySelector('.ProseMirror')
    for (const one of editor ? [editor, ...editor.querySelectorAll('*')] : []) {
      if (['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'STYLE'].includes(one.tagName)) harm.push(one.tagName)
      for (const { name, value } of one.attributes) {
        if (name.startsWith('on')) harm.push(name)
        if (/^\s*(java\s*script|data|vbscript):/i.test(value)) harm.push(`${name}=${value.slice(0, 30)}`)
        if (/evil\.test/.test(value)) harm.push(`${name}=${value}`)
      }
    }
    return harm
  })
}

test('hostile updates are refused at the door, each with its socket, and reach nobody', async () => {
  const reader = await ada.context.newPage()
  await reader.goto(path)
  await expect(body(reader)).toBeVisible()
  for (const [what, make] of Object.entries(HOSTILE))
    expect(await sendRaw(ada.page, frame(update(make))), what).toBe(4422)
  await body(reader).click()
  await reader.keyboard.type('untouched')
  await expect(body(reader)).toHaveText('untouched')
  expect(await findHarm(reader)).toEqual([])
})

test('what came past the door all the same is not made into DOM', async () => {
  const page = await ada.context.newPage()
  let inject: ((bytes: Uint8Array) => void) | undefined
  let answered = 0
  let start = (): void => {}
  // As though the log held it: the server's own frames go through, and then some that it never let in.
  await page.routeWebSocket(/\/collab\//, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => socket.send(message))
    socket.onMessage((message) => {
      if (inject) answered++
      else server.send(message)
    })
    start = () => {
      inject = (bytes) => socket.send(Buffer.from(frame(bytes)))
    }
  })
  await page.goto(path)
  await expect(body(page)).toBeVisible()
  await expect(page.locator('[data-saved]')).toBeVisible()
  start()
  for (const [what, make] of Object.entries(HOSTILE)) {
    inject?.(update(make))
    // Whatever becomes of the block: a harmless one sent after it is on the page once the hostile one was taken in.
    inject?.(update(() => element('paragraph', {}, `after ${what}`)))
    await expect(body(page).getByText(`after ${what}`, { exact: true })).toBeVisible()
    for (const link of await page.locator('.ProseMirror a').all())
      await link.click({ modifiers: ['Control'] })
    expect(await findHarm(page), what).toEqual([])
  }
  // The editor takes out of the page what its schema does not know: it did hear of it.
  expect(answered).toBeGreaterThan(0)
})

test('when the role is lowered the page can be read and not written, and written again when it is raised', async () => {
  const page = await ada.context.newPage()
  let tell = (_role: string): void => {}
  await page.routeWebSocket(/\/collab\//, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => socket.send(message))
    socket.onMessage((message) => server.send(message))
    tell = (role) => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, 102)
      encoding.writeVarString(encoder, JSON.stringify({ role }))
      socket.send(Buffer.from(encoding.toUint8Array(encoder)))
    }
  })
  await page.goto(path)
  await body(page).click()
  await page.keyboard.type('mine')
  await expect(body(page)).toHaveText('mine')
  tell('viewer')
  await expect(page.locator('.ProseMirror')).toHaveAttribute('contenteditable', 'false')
  await page.keyboard.type(' no')
  await expect(page.locator('.ProseMirror')).toHaveText('mine')
  tell('editor')
  await expect(page.locator('.ProseMirror')).toHaveAttribute('contenteditable', 'true')
  await body(page).click()
  await page.keyboard.type(' again')
  await expect(body(page)).toHaveText(/again/)
})
