// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { WorkspaceRole } from '#server/contracts/actors.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { type Answers, later, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, idOf, NOW, pageOf, sampleMe, sampleSummary } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { noteReach } from '../server-reach.ts'
import { WorkspaceFrame } from '../workspace/workspace-frame.tsx'
import { PageMenu } from './page-menu.tsx'
import { RecentPages } from './recent-pages.tsx'
import { TrashScreen } from './trash-screen.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  noteReach(true)
})

const page = (number: number, changes: Partial<DocumentSummary> = {}) =>
  sampleSummary({ id: idOf(number), title: `Page ${number}`, position: `a${number}`, ...changes })
const pathOf = (number: number) => `/api/v1/documents/${idOf(number)}`

describe('home', () => {
  const home = (pages: DocumentSummary[], role: WorkspaceRole = 'member', answers: Answers = {}) =>
    showScreen(<RecentPages initialMe={sampleMe(role)} initialDocuments={pageOf(...pages)} />, {
      answers: { 'GET /api/v1/me': sampleMe(role), 'GET /api/v1/documents': pageOf(...pages), ...answers },
    })

  test('shows what was edited last first, with a glimpse and when, and thirty at most', async () => {
    const many = Array.from({ length: 40 }, (_, index) => page(index + 1, { editedAt: ago(index) }))
    const { all, words } = await home([
      page(60, { title: ' ', editedAt: ago(500), preview: '' }),
      ...many.slice(0, 2).toReversed(),
    ])
    expect(
      all('heading')
        .slice(1)
        .map((each) => words(each)),
    ).toEqual(['Page 1', 'Page 2', 'Untitled'])
    expect(words(all('listitem').at(-1))).toBe('Untitled 8 h ago Nothing written yet')
    expect(all('link', 'Page 1')[0]?.getAttribute('href')).toBe(`/documents/${idOf(1)}`)
    expect((await home(many)).all('heading')).toHaveLength(31)
  })

  test('without any page begins with one; a guest, who may not, is not offered it', async () => {
    const { find, press, went } = await home([], 'member', { 'POST /api/v1/documents': page(7) })
    find('heading', 'A blank loom')
    await press(document.querySelectorAll('button')[1] as Element)
    expect(went).toEqual([`/documents/${idOf(7)}`])
    expect((await home([], 'guest')).all('button', 'New page')).toEqual([])
  })

  test('a page that could not be made is said, and one stays', async () => {
    const refused = { 'POST /api/v1/documents': problem('storage-full', 'The disk of the server is full.') }
    const { find, press, words, went } = await home([page(1)], 'owner', refused)
    await press(find('button', 'New page'))
    expect(words()).toContain('The disk of the server is full.')
    expect(went).toEqual([])
  })

  test('a page is made once, however often the button is pressed', async () => {
    const slow = later()
    const { find, press, changes } = await home([page(1)], 'owner', {
      'POST /api/v1/documents': () => slow.answer,
    })
    await press(find('button', 'New page'))
    await press(find('button', 'New page'))
    expect(changes()).toHaveLength(1)
  })
})

describe('the trash', () => {
  const trash = (pages: DocumentSummary[], answers: Answers = {}) =>
    showScreen(<TrashScreen initialDocuments={pageOf(...pages)} />, {
      answers: { 'GET /api/v1/documents': pageOf(...pages), ...answers },
    })
  const thrown = (number: number, changes: Partial<DocumentSummary> = {}) =>
    page(number, { trashedAt: ago(number), role: 'owner', ...changes })

  test('shows what was thrown away last first; none is told as none', async () => {
    const { all, words } = await trash([thrown(9), thrown(3)])
    expect(
      all('listitem')
        .slice(1)
        .map((each) => words(each)),
    ).toEqual([
      'Page 3 Thrown away 3 min ago Restore Delete for good',
      'Page 9 Thrown away 9 min ago Restore Delete for good',
    ])
    ;(await trash([])).find('heading', 'Nothing thrown away')
  })

  test.each([
    ['viewer', []],
    ['commenter', []],
    ['editor', ['Restore']],
    ['owner', ['Restore', 'Delete for good']],
  ] as const)('offers to a %s what they may do with it', async (role, acts) => {
    const { names } = await trash([thrown(3, { role })])
    expect(names('button').filter((name) => name !== 'Open the sidebar')).toEqual(acts)
  })

  test('a page is put back at once, and it is said which', async () => {
    const { find, press, words, changes } = await trash([thrown(3)], {
      [`POST ${pathOf(3)}/restore`]: page(3),
    })
    await press(find('button', 'Restore'))
    expect(changes().map(({ path }) => path)).toEqual([`${pathOf(3)}/restore`])
    expect(words()).toContain('“Page 3” is back')
  })

  test.each([
    [1, '“Page 3” is gone'],
    [3, '“Page 3” and 2 below it are gone'],
  ])('is emptied of %d after a question', async (pages, told) => {
    const { find, press, words, changes } = await trash([thrown(3)], {
      [`DELETE /api/v1/trash/${idOf(3)}`]: { pages },
    })
    await press(find('button', 'Delete for good'))
    expect(words(find('alertdialog', 'Delete “Page 3” for good?'))).toContain(
      'Nothing of it can be brought back.',
    )
    expect(changes()).toEqual([])
    await press(find('button', 'Delete for good'))
    expect(words()).toContain(told)
  })

  test('what cannot be put back says why', async () => {
    const { find, press, words } = await trash([thrown(3)], {
      [`POST ${pathOf(3)}/restore`]: problem('conflict', 'The page above it is in the trash too.'),
    })
    await press(find('button', 'Restore'))
    expect(words()).toContain('The page above it is in the trash too.')
  })
})

describe('the menu of a page', () => {
  const menu = async (changes: Partial<DocumentSummary> = {}, answers: Answers = {}, at = '/') => {
    const screen = await showScreen(<PageMenu page={page(3, changes)} />, { at, answers })
    await screen.press(screen.all('button')[0] as Element)
    return screen
  }

  test.each(['viewer', 'commenter'] as const)(
    'offers a %s nothing that the server would refuse',
    async (role) => {
      const { all } = await menu({ role })
      expect(all('menuitem').map((item) => item.getAttribute('aria-disabled'))).toEqual(['true', 'true'])
    },
  )

  test('moves it to the trash at once, which can be undone, and leaves the page when one is on it', async () => {
    const { find, press, words, went, changes } = await menu(
      { title: '<b>' },
      { [`DELETE ${pathOf(3)}`]: null, [`POST ${pathOf(3)}/restore`]: page(3) },
      `/documents/${idOf(3)}`,
    )
    await press(find('menuitem', 'Move to trash'))
    expect(went).toEqual(['/'])
    expect(words()).toContain('“<b>” is in the trash')
    await press(find('button', 'Undo'))
    expect(changes().map(({ method, path }) => `${method} ${path}`)).toEqual([
      ...[`DELETE ${pathOf(3)}`, `POST ${pathOf(3)}/restore`],
    ])
  })

  test('from elsewhere stays where one is', async () => {
    const { find, press, went } = await menu({}, { [`DELETE ${pathOf(3)}`]: null }, '/jobs')
    await press(find('menuitem', 'Move to trash'))
    expect(went).toEqual([])
  })

  test('renames it from the title of that moment; no title is blamed at the field', async () => {
    const { find, press, type, description, changes, all } = await menu(
      {},
      { [`PATCH ${pathOf(3)}`]: page(3) },
    )
    await press(find('menuitem', 'Rename'))
    const field = find('textbox', 'Title')
    expect(field).toHaveProperty('value', 'Page 3')
    await type(field, '  ')
    await press(find('button', 'Rename'))
    expect(description(field)).toBe('A title is needed')
    await type(field, ' Zürich 🧵 ')
    await press(find('button', 'Rename'))
    expect(changes().map(({ body }) => body)).toEqual([{ title: 'Zürich 🧵' }])
    expect(all('dialog', 'Rename the page')).toEqual([])
  })

  test('that could not rename keeps the dialog and says why', async () => {
    const { find, press, type, words } = await menu(
      {},
      {
        [`PATCH ${pathOf(3)}`]: problem('forbidden', 'You may read this page only.'),
      },
    )
    await press(find('menuitem', 'Rename'))
    await type(find('textbox', 'Title'), 'Other')
    await press(find('button', 'Rename'))
    expect(words(find('alert'))).toContain('You may read this page only.')
    expect(find('textbox', 'Title')).toHaveProperty('value', 'Other')
  })
})

type FrameOptions = Partial<{
  role: WorkspaceRole
  pages: DocumentSummary[]
  at: string
  answers: Answers
  folded: boolean
}>

describe('the frame', () => {
  const frame = ({ role = 'owner', pages = [], at = '/', answers = {}, folded = false }: FrameOptions = {}) =>
    showScreen(
      <WorkspaceFrame initialMe={sampleMe(role)} initialDocuments={pageOf(...pages)} initiallyFolded={folded}>
        <h1>Screen</h1>
        <a href="/jobs/elsewhere">Away</a>
      </WorkspaceFrame>,
      {
        at,
        answers: { 'GET /api/v1/me': sampleMe(role), 'GET /api/v1/documents': pageOf(...pages), ...answers },
      },
    )

  test.each([
    ['owner', ['Home', 'Jobs', 'Members', 'Settings', 'Admin', 'Trash']],
    ['member', ['Home', 'Jobs', 'Members', 'Trash']],
    ['guest', ['Home', 'Jobs', 'Trash']],
  ] as const)('leads an %s to the places that are theirs', async (role, places) => {
    const { names } = await frame({ role })
    expect(names('link').filter((name) => !/Skip|Away/.test(name))).toEqual(places)
  })

  test('begins with the way past itself, and marks where one is, below a place too', async () => {
    const { names, find } = await frame({ at: '/jobs/17' })
    expect(names('link')[0]).toBe('Skip to the page')
    expect(find('link', 'Skip to the page').getAttribute('href')).toBe('#main')
    expect(find('link', 'Jobs').getAttribute('aria-current')).toBe('page')
    expect(find('link', 'Home').getAttribute('aria-current')).toBeNull()
    find('main')
    find('complementary', 'Sidebar')
  })

  const tree = [
    page(1, { title: 'Loom' }),
    page(2, { title: 'Warp', parentId: idOf(1) }),
    page(3, { title: '', parentId: idOf(2) }),
    page(4, { title: 'Read', role: 'viewer' }),
  ]

  test('shows the pages folded, but for the way to the open one', async () => {
    const closed = await frame({ pages: tree })
    expect(closed.names('link')).toEqual(expect.arrayContaining(['Loom', 'Read']))
    expect(closed.names('link')).not.toContain('Warp')
    const opened = await frame({ pages: tree, at: `/documents/${idOf(3)}` })
    expect(opened.find('link', 'Untitled').getAttribute('aria-current')).toBe('page')
    expect(opened.find('button', 'Fold Warp').getAttribute('aria-expanded')).toBe('true')
    await opened.press(opened.find('button', 'Fold Loom'))
    expect(opened.names('link')).not.toContain('Warp')
    opened.find('button', 'Unfold Loom')
  })

  test('offers a reader of a page nothing to do with it', async () => {
    const { names } = await frame({ pages: tree })
    expect(names('button').filter((name) => name.endsWith(' Read'))).toEqual([])
    expect(names('button')).toEqual(expect.arrayContaining(['Actions for Loom', 'New page below Loom']))
  })

  test('makes a page below another, unfolded to show it', async () => {
    const { find, press, changes, went } = await frame({
      pages: tree,
      answers: { 'POST /api/v1/documents': page(9) },
    })
    await press(find('button', 'New page below Loom'))
    expect(changes()[0]?.body).toEqual({ parentId: idOf(1) })
    expect(went).toEqual([`/documents/${idOf(9)}`])
    find('button', 'Fold Loom')
  })

  test('without pages says so; a guest is not offered one at the top', async () => {
    const { words, names } = await frame({ role: 'guest' })
    expect(words()).toContain('No pages yet')
    expect(names('button')).not.toContain('New page')
  })

  test('is folded away and brought back, by buttons and by keys, and stays as it was chosen', async () => {
    const { find, press, key, all } = await frame()
    await press(find('button', 'Hide the sidebar'))
    expect(all('complementary')).toEqual([])
    expect(document.cookie).toContain('folded')
    await key(document.body, '\\', { ctrlKey: true })
    find('complementary', 'Sidebar')
    await key(document.body, '\\', { ctrlKey: true })
    expect(all('complementary')).toEqual([])
    await key(document.body, '\\', { metaKey: true })
    expect(document.cookie).not.toContain('folded')
  })

  test('says while the network is away what that means for what is typed, and no longer', async () => {
    const { act, words } = await frame()
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    await act(() => window.dispatchEvent(new Event('offline')))
    expect(words()).toContain('what you type on a page stays on this device until you are back')
    online.mockReturnValue(true)
    await act(() => window.dispatchEvent(new Event('online')))
    expect(words()).not.toContain('You are offline.')
    online.mockRestore()
  })

  test('keeps the screen when a link is pressed while the server is away, and says why', async () => {
    noteReach(false)
    const { find, act, words } = await frame({
      answers: { 'GET /api/health/ready': problem('unavailable', 'x') },
    })
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, button: 0 })
    await act(() => find('link', 'Away').dispatchEvent(event))
    expect(event.defaultPrevented).toBe(true)
    expect(words()).toContain('Weft cannot be reached, so this screen stays.')
  })

  test('lets a link go when the server is there, and one that opens elsewhere always', async () => {
    const { find, act } = await frame()
    let kept: boolean | undefined
    // Registered after the frame's own handler; jsdom cannot go anywhere, so the press ends here.
    const watch = (event: Event) => {
      kept = event.defaultPrevented
      event.preventDefault()
    }
    document.addEventListener('click', watch)
    await act(() =>
      find('link', 'Away').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })),
    )
    expect(kept).toBe(false)
    noteReach(false)
    const held = new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true })
    await act(() => find('link', 'Away').dispatchEvent(held))
    expect(kept).toBe(false)
    document.removeEventListener('click', watch)
  })

  test('opens the sheet of shortcuts at ?, but not where that is typed', async () => {
    const { key, find, all, press, names } = await frame()
    const field = document.body.appendChild(document.createElement('input'))
    await key(field, '?', { shiftKey: true })
    expect(all('dialog')).toEqual([])
    await key(document.body, '?', { shiftKey: true })
    find('dialog', 'Keyboard shortcuts')
    expect(names('region')).toEqual(expect.arrayContaining(['Everywhere', 'Blocks', 'Text', 'While writing']))
    await press(find('button', 'Close'))
    expect(all('dialog')).toEqual([])
  })

  test('knows who one is: appearance, profile and the way out in one menu', async () => {
    const { find, press, names, went, words } = await frame({
      answers: { 'DELETE /api/v1/session': problem('unavailable', 'Not now.') },
    })
    await press(find('button', 'Ada ada@example.org'))
    expect(names('menuitemradio')).toEqual(['As the system', 'Light', 'Dark'])
    await press(find('menuitemradio', 'Dark'))
    expect(document.documentElement.dataset.theme).toBe('dark')
    expect(find('menuitemradio', 'Dark').getAttribute('aria-checked')).toBe('true')
    await press(find('menuitem', 'Profile'))
    expect(went).toEqual(['/profile'])
    await press(find('button', 'Ada ada@example.org'))
    await press(find('menuitem', 'Sign out'))
    expect(words()).toContain('Not now.')
  })
})
