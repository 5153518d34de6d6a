// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { CLOSE, ROOT } from '#server/contracts/collaboration.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { idOf, NOW, pageOf, sampleSummary } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { type StagedRoom, stageRoom } from '#server/testing/screens/staged-room.ts'
import { until } from '#server/testing/until.ts'
import { VisitingContext } from '../hooks/visiting.ts'
import { PresenceList } from '../presence/presence-list.tsx'
import { DocumentFrame } from './document-frame.tsx'
import { PageNotice } from './page-notice.tsx'
import { SavedBadge } from './saved/saved-badge.tsx'
import { useSavedGuard } from './saved/use-saved-guard.ts'

let staged: StagedRoom
const called = () => until('the page calls', () => staged.calls() > 0)
const write = (words: string) => staged.room.doc.getText(ROOT.title).insert(0, words)

beforeEach(async () => {
  // Nothing is overdue because this machine is slow.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  // The longest wait before the page calls again by itself.
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  staged = stageRoom()
  const { room } = staged
  // After the screen is gone, which listens to it.
  onTestFinished(() => room.close())
  await called()
})

function Guarded() {
  useSavedGuard(staged.room)
  return <SavedBadge room={staged.room} />
}

afterEach(() => void vi.restoreAllMocks())

describe('the honest word', () => {
  const badge = async () => {
    const screen = await showScreen(<Guarded />)
    const word = () => screen.words(document.querySelector('[data-saved]') as Element)
    /** Words change with time, so what is on show is waited for. */
    const shows = (wanted: string) =>
      until(wanted, async () => {
        await screen.act(() => {})
        return word() === wanted
      })
    return { ...screen, word, shows }
  }

  test('is Saved when all is committed, and says by a press that it is', async () => {
    staged.connects()
    const { word, press, find, words } = await badge()
    expect(word()).toBe('Saved')
    await press(find('button', 'Saved'))
    expect(words(find('dialog', 'Is this page saved?'))).toContain('Saved: every change is in the database.')
  })

  test('is Saving while a change is on its way, and Saved only when it is committed', async () => {
    staged.connects()
    const { act, shows, word } = await badge()
    await act(() => write('x'))
    await shows('Saving')
    await act(() => staged.commits(1))
    expect(word()).toBe('Saving')
    await act(() => staged.commits(2))
    await shows('Saved')
  })

  test('without a server says in red where the words are, aloud too, and offers to call again', async () => {
    staged.connects()
    const { act, shows, press, find, words, all } = await badge()
    await act(() => staged.ends())
    const before = staged.calls()
    await act(() => write('x'))
    await shows('On this device')
    expect(words(all('status')[0])).toBe('On this device')
    await press(find('button', 'On this device'))
    expect(words(find('dialog'))).toContain('On this device: one change is kept here only')
    await press(find('button', 'Try to connect now'))
    expect(staged.calls()).toBeGreaterThan(before)
  })

  test('without a connection, but with all committed, is no alarm', async () => {
    staged.connects()
    const { act, shows, all, words } = await badge()
    await act(() => staged.ends())
    await shows('Saved, offline')
    expect(words(all('status')[0])).toBe('')
  })

  test('is told by Ctrl+S in a whole sentence, and the browser saves no file of its own', async () => {
    staged.connects()
    const { act, words } = await badge()
    const press = new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true, cancelable: true })
    await act(() => window.dispatchEvent(press))
    expect(press.defaultPrevented).toBe(true)
    expect(words()).toContain('Saved: every change is in the database.')
  })

  test('keeps a tab from being closed only while something is not committed', async () => {
    staged.connects()
    const { act, close } = await badge()
    const leave = () => {
      const event = new Event('beforeunload', { cancelable: true })
      window.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(leave()).toBe(false)
    await act(() => write('x'))
    expect(leave()).toBe(true)
    await act(() => staged.commits(2))
    expect(leave()).toBe(false)
    await act(() => write('y'))
    await close()
    expect(leave()).toBe(false)
  })
})

describe('why a page cannot be written on', () => {
  const notice = (visiting = false) =>
    showScreen(
      <VisitingContext value={visiting}>
        <PageNotice room={staged.room} pageText={() => 'Title\n\nbody'} />
      </VisitingContext>,
    )

  test('nothing is said of a page that can', async () => {
    staged.connects()
    expect((await notice()).words()).toBe('')
  })

  test.each([
    [false, 'To change it, ask its owner to make you an editor.'],
    [true, 'To write on it, ask whoever sent you here for another link.'],
  ])('a reader is told whom to ask (visiting: %s)', async (visiting, whom) => {
    staged.connects('Minutes', 'viewer')
    const { words, find } = await notice(visiting)
    expect(words(find('status', ''))).toContain(whom)
  })

  test('a right that is taken away meanwhile is told at once, and one that is given too', async () => {
    staged.connects()
    const { act, words } = await notice()
    await act(() => staged.changesRole('commenter'))
    expect(words()).toContain('You can read this page.')
    await act(() => staged.changesRole('editor'))
    expect(words()).not.toContain('You can read this page.')
  })

  const ENDINGS: [keyof typeof CLOSE, string, string, string][] = [
    ['signInRequired', 'Your session has ended.', 'link', 'Sign in'],
    ['noAccess', 'You no longer have access to this page.', 'link', 'Go home'],
    ['schemaTooOld', 'This page was changed with a newer Weft.', 'button', 'Reload'],
    ['tooMany', 'Too many connections are open', 'button', 'Try again'],
    ['refused', 'because of a fault in this page', 'button', 'Reload'],
    ['malformed', 'because of a fault in this page', 'button', 'Reload'],
  ]
  test.each(ENDINGS)('%s is told in a sentence, with what to do', async (code, sentence, role, act) => {
    staged.connects()
    const screen = await notice()
    await screen.act(() => staged.ends(CLOSE[code]))
    expect(screen.words(screen.find('alert'))).toContain(sentence)
    screen.find(role, act)
    // What is committed need not be copied.
    expect(screen.all('button', 'Copy the text')).toEqual([])
  })

  test('words that could not be sent can be taken along, and are named before they are given up', async () => {
    staged.connects()
    const { act, find, press, words } = await notice()
    await act(() => write('mine '))
    await act(() => staged.ends(CLOSE.refused))
    expect(words(find('alert'))).toContain(
      'The server refused your last change. Copy your text, then discard',
    )
    find('button', 'Discard and reload')
    await press(find('button', 'Copy the text'))
    expect(clipboard()).toEqual(['Title\n\nbody'])
    expect(words()).toContain('The text of the page is on the clipboard')
  })

  test('whoever lost the page with unsent words is told of the words', async () => {
    staged.connects()
    const { act, words } = await notice()
    await act(() => write('mine '))
    await act(() => staged.ends(CLOSE.noAccess))
    expect(words()).toContain('Your last changes could not be sent: copy them if you need them.')
  })

  test('trying again calls again, and what was said goes when the server answers', async () => {
    staged.connects()
    const { act, find, press, words } = await notice()
    await act(() => staged.ends(CLOSE.tooMany))
    const before = staged.calls()
    await press(find('button', 'Try again'))
    expect(staged.calls()).toBe(before + 1)
    await act(() => staged.connects())
    expect(words()).toBe('')
  })

  test('a line that only broke is no notice: the page goes on being written on', async () => {
    staged.connects()
    const { act, words } = await notice()
    await act(() => staged.ends(CLOSE.restarting))
    expect(words()).toBe('')
    expect(staged.room.snapshot().editable).toBe(true)
  })
})

describe('who is here', () => {
  const person = (number: number, name: string) => ({
    id: idOf(number),
    name,
    hue: 10 * number,
    avatar: null,
  })
  function present(...people: ReturnType<typeof person>[]): void {
    const { awareness } = staged.room
    const added = people.map((user, index) => {
      awareness.states.set(1_000 + index, { user })
      return 1_000 + index
    })
    awareness.emit('change', [{ added, updated: [], removed: [] }, 'test'])
  }
  const list = () => showScreen(<PresenceList awareness={staged.room.awareness} myId={idOf(900)} />)

  test('nobody else is shown as nobody', async () => {
    expect((await list()).names('button')).toEqual([])
  })

  test('everybody else is named on the button, also those whose face has no room, and listed behind it', async () => {
    const { act, find, press, words, all } = await list()
    const names = ['Ben', 'Cleo', 'Dora', 'Emil', 'Fay <b>']
    await act(() => present(...names.map((name, index) => person(index + 1, name))))
    await press(find('button', `Who is here: ${names.join(', ')}`))
    expect(words(find('dialog', 'Who is here'))).toContain('On this page now Ben Cleo Dora Emil Fay <b>')
    expect(all('listitem')).toHaveLength(5)
    expect(document.querySelectorAll('.presence-face')).toHaveLength(4)
  })

  test('a job that writes is there too, by its name and as what it is, also where nobody else is', async () => {
    const { act, find, press, words } = await list()
    const job = { taskId: idOf(5), kind: 'summarise', askedBy: 'Cleo' }
    await act(() => {
      staged.room.awareness.states.set(3_000, { job, user: person(5, 'summarise for Cleo') })
      present()
    })
    expect(words()).toContain('Summarise for Cleo is writing')
    find('button', 'Who is here: Summarise for Cleo, a job')
    await act(() => present(person(1, 'Ben')))
    await press(find('button', 'Who is here: Ben, Summarise for Cleo, a job'))
    expect(words(find('dialog', 'Who is here'))).toContain('now Ben Summarise for Cleo is writing')
  })

  test('oneself in another tab, and states that are no person, are left out', async () => {
    const { act, names } = await list()
    await act(() => {
      staged.room.awareness.states.set(2_000, { user: { id: 7, name: null } })
      present(person(900, 'Ada'), person(1, 'Ben'))
    })
    expect(names('button')).toEqual(['Who is here: Ben'])
  })
})

describe('the frame of a page', () => {
  const pages = [
    sampleSummary({ id: idOf(1), title: 'Loom' }),
    sampleSummary({ id: idOf(2), title: ' ', parentId: idOf(1) }),
    sampleSummary({ id: idOf(3), title: 'Old', parentId: idOf(2) }),
  ]
  test('leads up through the pages above it, and shows the title as it stands in the page', async () => {
    const { find, words, all } = await showScreen(
      <DocumentFrame document={pages[2] as (typeof pages)[number]} title="New <title>" saved={<b>Saved</b>}>
        <p>text</p>
      </DocumentFrame>,
      { answers: { 'GET /api/v1/documents': pageOf(...pages) } },
    )
    const crumbs = find('navigation', 'Breadcrumb')
    expect(words(crumbs)).toBe('Loom Untitled New <title>')
    expect(all('link').map((link) => link.getAttribute('href'))).toEqual([
      ...[`/documents/${idOf(1)}`, `/documents/${idOf(2)}`],
    ])
    expect(words(crumbs.querySelector('[aria-current=page]') as Element)).toBe('New <title>')
    find('button', 'Actions for New <title>')
  })
})
