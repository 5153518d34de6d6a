// @vitest-environment jsdom
import { type ReactNode, useState } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { ago, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ApiProblem } from '../api-client.ts'
import { ErrorScreen } from '../feedback/error-screen.tsx'
import { NothingHere } from '../feedback/nothing-here.tsx'
import { ProblemMessage, sentenceOf } from '../feedback/problem-message.tsx'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { counted } from '../number-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Avatar } from './avatar.tsx'
import { Button } from './button.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'
import { Menu, MenuItem, SubMenu } from './menu.tsx'
import { SecretBox } from './secret-box.tsx'
import { SegmentedControl } from './segmented-control.tsx'
import { Select } from './select.tsx'
import { SkeletonRows } from './skeleton.tsx'
import { Switch } from './switch.tsx'
import { TabPanel, Tabs } from './tabs.tsx'
import { TextArea } from './text-area.tsx'
import { TextField } from './text-field.tsx'
import { toast } from './toast.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const OPTIONS = [
  { value: 'a', label: 'Apple' },
  { value: 'b', label: 'Beech', hint: 'a tree' },
] as const

function Chooser({ fault, disabled }: { fault?: string; disabled?: boolean }) {
  const [value, setValue] = useState<'a' | 'b' | null>(null)
  const more = { ...(fault && { fault }), ...(disabled && { disabled }) }
  return <Select label="Fruit" value={value} onChange={setValue} options={OPTIONS} {...more} />
}

function Few() {
  const [value, setValue] = useState<'a' | 'b'>('a')
  return <SegmentedControl label="Fruit" value={value} onChange={setValue} options={OPTIONS} />
}

function OnOff({ disabled = false }: { disabled?: boolean }) {
  const [on, setOn] = useState(false)
  return <Switch label="Loud" hint="For the deaf" checked={on} onChange={setOn} disabled={disabled} />
}

function Asking({ onConfirm }: { onConfirm: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Ask</Button>
      <ConfirmDialog
        {...{ open, onConfirm, title: 'Delete it?', description: 'It is gone then.', action: 'Delete' }}
        onOpenChange={setOpen}
      />
    </>
  )
}

describe('a button', () => {
  test('that is busy keeps its place and focus, says so, and takes no press', async () => {
    let presses = 0
    const button = (busy: boolean) => (
      <Button busy={busy} onClick={() => presses++}>
        Save
      </Button>
    )
    const { find, press, show } = await showScreen(button(false))
    await press(find('button', 'Save'))
    await show(button(true))
    const busy = find('button', 'Save')
    expect(document.activeElement).toBe(busy)
    expect([busy.getAttribute('aria-busy'), busy.hasAttribute('disabled')]).toEqual(['true', false])
    await press(busy)
    expect(presses).toBe(1)
  })

  test('that is busy sends no form either', async () => {
    let sent = 0
    const { find, press } = await showScreen(
      <form
        onSubmit={(event) => {
          event.preventDefault()
          sent++
        }}
      >
        <Button type="submit" busy>
          Send
        </Button>
      </form>,
    )
    await press(find('button', 'Send'))
    expect(sent).toBe(0)
  })

  test('sends a form only where it is meant to', async () => {
    const { find } = await showScreen(<Button>Plain</Button>)
    expect(find('button', 'Plain').getAttribute('type')).toBe('button')
  })
})

describe('a field', () => {
  const FIELDS: [string, (given: { hint?: string; fault?: string }) => ReactNode, string][] = [
    ['of one line', (given) => <TextField label="Title" {...given} />, 'textbox'],
    ['of several lines', (given) => <TextArea label="Title" {...given} />, 'textbox'],
  ]
  test.each(FIELDS)(
    '%s is tied to its label, its hint and its fault, one of these at a time',
    async (_kind, field, role) => {
      const { find, description, show } = await showScreen(field({}))
      expect(description(find(role, 'Title'))).toBe('')
      await show(field({ hint: 'Short is good' }))
      expect(description(find(role, 'Title'))).toBe('Short is good')
      expect(find(role, 'Title').getAttribute('aria-invalid')).toBeNull()
      await show(field({ hint: 'Short is good', fault: 'Too long' }))
      expect(description(find(role, 'Title'))).toBe('Too long')
      expect(find(role, 'Title').getAttribute('aria-invalid')).toBe('true')
    },
  )

  test('announces its fault when it appears: the place for it is there before', async () => {
    const { show } = await showScreen(<TextField label="Title" />)
    const place = document.querySelector('[aria-live=polite]')
    expect(place?.textContent).toBe('')
    await show(<TextField label="Title" fault="Too long" />)
    expect(document.querySelector('[aria-live=polite]')).toBe(place)
    expect(place?.textContent).toBe('Too long')
  })

  test('of choices is called by its label, shows what is chosen, and tells its fault', async () => {
    const { find, choose, words, description, show } = await showScreen(<Chooser />)
    expect(words(find('combobox', 'Fruit'))).toBe('Choose')
    await choose('Fruit', 'Beech a tree')
    expect(words(find('combobox', 'Fruit'))).toBe('Beech')
    await show(<Chooser fault="Choose a fruit" />)
    expect(description(find('combobox', 'Fruit'))).toBe('Choose a fruit')
    expect(find('combobox', 'Fruit').getAttribute('aria-invalid')).toBe('true')
  })

  test('of choices that is off does not open', async () => {
    const { find, press, all } = await showScreen(<Chooser disabled />)
    await press(find('combobox', 'Fruit'))
    expect(all('option')).toEqual([])
  })

  test('of a few choices is one group of radios, walked through by arrows', async () => {
    const { find, key, all } = await showScreen(<Few />)
    find('radiogroup', 'Fruit')
    await key(find('radio', 'Apple'), 'ArrowRight')
    expect(all('radio').map((radio) => radio.getAttribute('aria-checked'))).toEqual(['false', 'true'])
  })

  test('that is on or off says which, is described by its hint, and does nothing when it is off limits', async () => {
    const { find, press, description, show } = await showScreen(<OnOff />)
    expect(description(find('switch', 'Loud'))).toBe('For the deaf')
    await press(find('switch', 'Loud'))
    expect(find('switch', 'Loud').getAttribute('aria-checked')).toBe('true')
    await show(<OnOff key="off" disabled />)
    await press(find('switch', 'Loud'))
    expect(find('switch', 'Loud').getAttribute('aria-checked')).toBe('false')
  })
})

describe('a question', () => {
  test('is named and described, and shuts what is behind it off while it stands', async () => {
    const { find, press, all, description } = await showScreen(<Asking onConfirm={() => {}} />)
    await press(find('button', 'Ask'))
    expect(description(find('alertdialog', 'Delete it?'))).toBe('It is gone then.')
    expect(all('button', 'Ask')).toEqual([])
  })
  test.each(['Escape', 'Cancel'])('is left by %s with everything as it was', async (way) => {
    let done = 0
    const { find, press, key, all } = await showScreen(<Asking onConfirm={() => done++} />)
    await press(find('button', 'Ask'))
    if (way === 'Escape') await key(find('button', 'Cancel'), 'Escape')
    else await press(find('button', 'Cancel'))
    expect(all('alertdialog')).toEqual([])
    expect(done).toBe(0)
    find('button', 'Ask')
  })
  test('is answered once', async () => {
    let done = 0
    const { find, press, all } = await showScreen(<Asking onConfirm={() => done++} />)
    await press(find('button', 'Ask'))
    await press(find('button', 'Delete'))
    expect([done, all('alertdialog').length]).toEqual([1, 0])
  })
  test('in a dialog is named, and closed by its own button', async () => {
    const { find, press, all } = await showScreen(
      <Dialog title="Rename" description="The page" trigger={<Button>Open</Button>}>
        inside
      </Dialog>,
    )
    await press(find('button', 'Open'))
    find('dialog', 'Rename')
    await press(find('button', 'Close'))
    expect(all('dialog')).toEqual([])
  })
  test('under a finger begins at itself, so that no keyboard covers what it asks', async () => {
    const coarse = vi
      .spyOn(window, 'matchMedia')
      .mockImplementation(
        (media) =>
          Object.assign(new EventTarget(), { media, matches: media.includes('coarse') }) as MediaQueryList,
      )
    const { find, press } = await showScreen(
      <Dialog title="Rename" trigger={<Button>Ask</Button>}>
        <input aria-label="Name" />
      </Dialog>,
    )
    await press(find('button', 'Ask'))
    expect(document.activeElement).toBe(find('dialog', 'Rename'))
    coarse.mockRestore()
  })
  test('lies over a veil also where it stands in another dialog', async () => {
    const { find, press } = await showScreen(
      <Dialog title="Task" trigger={<Button>Open</Button>}>
        <Asking onConfirm={() => {}} />
      </Dialog>,
    )
    const veils = () => document.querySelectorAll('.bg-veil').length
    await press(find('button', 'Open'))
    expect(veils()).toBe(1)
    await press(find('button', 'Ask'))
    expect(veils()).toBe(2)
  })
  test('begins where one types first, past what is only chosen; without that, at its first button', async () => {
    const { find, press } = await showScreen(
      <>
        <Dialog title="Rename" trigger={<Button>Ask</Button>}>
          <input type="radio" aria-label="Page" />
          <details>
            <summary>More</summary>
            <input aria-label="Hidden" />
          </details>
          <input aria-label="Name" />
        </Dialog>
        <Dialog title="Keys" trigger={<Button>Tell</Button>}>
          none
        </Dialog>
      </>,
    )
    await press(find('button', 'Ask'))
    expect(document.activeElement).toBe(find('textbox', 'Name'))
    await press(find('button', 'Close'))
    await press(find('button', 'Tell'))
    expect(document.activeElement).toBe(find('button', 'Close'))
  })
})

describe('a menu', () => {
  test('does what is chosen and closes; what is off does nothing', async () => {
    const done: string[] = []
    const { find, press, all } = await showScreen(
      <Menu trigger={<Button>More</Button>}>
        <MenuItem onSelect={() => done.push('one')}>One</MenuItem>
        <MenuItem disabled onSelect={() => done.push('two')}>
          Two
        </MenuItem>
        <SubMenu label="Turn into">
          <MenuItem onSelect={() => done.push('three')}>Three</MenuItem>
        </SubMenu>
      </Menu>,
    )
    await press(find('button', 'More'))
    find('region', 'Menu')
    expect(find('menuitem', 'Turn into').getAttribute('aria-haspopup')).toBe('menu')
    await press(find('menuitem', 'Two'))
    await press(find('menuitem', 'One'))
    expect(done).toEqual(['one'])
    expect(all('menuitem')).toEqual([])
  })

  test('is closed by Escape', async () => {
    const { find, press, key, all } = await showScreen(
      <Menu trigger={<Button>More</Button>}>
        <MenuItem onSelect={() => {}}>One</MenuItem>
      </Menu>,
    )
    await press(find('button', 'More'))
    await key(find('menuitem', 'One'), 'Escape')
    expect(all('menuitem')).toEqual([])
  })
})

function Parts() {
  const [tab, setTab] = useState<'a' | 'b'>('a')
  return (
    <Tabs
      {...{ label: 'Parts', value: tab, onChange: setTab }}
      tabs={[
        { value: 'a', label: 'First' },
        { value: 'b', label: 'Second' },
      ]}
    >
      <TabPanel value="a">one</TabPanel>
      <TabPanel value="b">two</TabPanel>
    </Tabs>
  )
}
test('tabs name their list, and show the chosen part alone, called by its tab', async () => {
  const { find, press, words } = await showScreen(<Parts />)
  find('tablist', 'Parts')
  expect(words(find('tabpanel', 'First'))).toBe('one')
  await press(find('tab', 'Second'))
  expect(words(find('tabpanel', 'Second'))).toBe('two')
})

describe('a person', () => {
  const initials = () => document.querySelector('[data-initials]')?.getAttribute('data-initials')
  test.each([
    ['Ada Lovelace', 'AL'],
    ['Ada', 'A'],
    [' ada  king of lovelace ', 'AL'],
    ['émile', 'É'],
    ['李小龍', '李'],
    ['🧵 Weaver', '🧵W'],
    ['  ', '?'],
  ])('%j is drawn as %s', async (name, drawn) => {
    await showScreen(<Avatar name={name} hue={1} avatar={null} />)
    expect(initials()).toBe(drawn)
  })

  test('is named where nobody else names them, and silent where somebody does', async () => {
    const { names, show } = await showScreen(<Avatar name="Ada" hue={1} avatar="/a.png" />)
    expect(names('img')).toEqual(['Ada'])
    await show(<Avatar name="Ada" hue={1} avatar="/a.png" decorative />)
    expect(names('img')).toEqual([])
  })

  test('whose picture is broken is shown by initials', async () => {
    const { act } = await showScreen(<Avatar name="Ada" hue={1} avatar="/a.png" />)
    await act(() => document.querySelector('img')?.dispatchEvent(new Event('error')))
    expect(document.querySelector('img')).toBeNull()
    expect(initials()).toBe('A')
  })
})

describe('what is copied', () => {
  test('is said aloud, by the icon and by the button alike', async () => {
    const { find, press, words, show } = await showScreen(<CopyButton text="secret" label="Copy the key" />)
    await press(find('button', 'Copy the key'))
    expect(clipboard()).toEqual(['secret'])
    expect(words(find('status'))).toBe('Copied')
    await show(<CopyButton key="big" text="more" label="Copy it" look="button" />)
    await press(find('button', 'Copy it'))
    find('button', 'Copied')
  })

  test('is not claimed where the browser refuses', async () => {
    const { find, press, words } = await showScreen(<CopyButton text="x" label="Copy" />)
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: () => Promise.reject(new Error('not allowed')) },
    })
    await press(find('button', 'Copy'))
    expect(words(find('status'))).toBe('')
  })

  test('once is shown whole, so that it can be selected by hand too', async () => {
    const secret = 'weft_'.padEnd(200, 'x')
    const { words, find } = await showScreen(
      <SecretBox secret={secret} label="Copy the key" onDone={() => {}}>
        It works for a day.
      </SecretBox>,
    )
    expect(words()).toContain(secret)
    find('button', 'Done')
  })
})

describe('what is said in passing', () => {
  test('a note and a fault stand until they are dismissed, with an act where there is one', async () => {
    let undone = 0
    const { act, find, press, words, all } = await showScreen(<p>page</p>)
    await act(() => toast.note('Moved', { action: { label: 'Undo', onClick: () => undone++ } }))
    await act(() => toast.fault('Broken <b>', { detail: 'Request 7' }))
    expect(words()).toContain('Moved')
    expect(words()).toContain('Broken <b> Request 7')
    await press(find('button', 'Undo'))
    expect(undone).toBe(1)
    expect(all('heading').map((each) => words(each))).toContain('Broken <b>')
  })

  test('a failure names its request, which can be copied; one without has nothing to copy', async () => {
    const { act, press } = await showScreen(<p>page</p>)
    const of = (requestId: string | null) =>
      new ApiProblem({ detail: 'No.', code: 'internal', requestId, retryable: false })
    await act(() => toastProblem(of('req-77777777')))
    // Behind the announcement, which assistive technology is given in its place.
    const copy = () =>
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Copy id')
    await press(copy() as Element)
    expect(clipboard()).toEqual(['req-77777777'])
    const other = await showScreen(<p>page</p>)
    await other.act(() => toastProblem(of(null)))
    expect(copy()).toBeUndefined()
  })
})

describe('a failure', () => {
  const problem = (changes: object = {}) =>
    new ApiProblem({
      detail: 'It broke.',
      code: 'internal',
      requestId: 'req-88888888',
      retryable: true,
      ...changes,
    })

  test('is announced, in the server’s words, with its request', async () => {
    const { find, words } = await showScreen(<ProblemMessage error={problem()} />)
    expect(words(find('alert'))).toBe('It broke. Request req-88888888')
  })
  test('offers to try again only where that can help', async () => {
    const { names, show } = await showScreen(<ProblemMessage error={problem()} onRetry={() => {}} />)
    expect(names('button')).toContain('Try again')
    await show(<ProblemMessage error={problem({ retryable: false })} onRetry={() => {}} />)
    expect(names('button')).not.toContain('Try again')
    await show(<ProblemMessage error={new Error('x')} onRetry={() => {}} />)
    expect(names('button')).toContain('Try again')
  })
  test('of our own is no stack and no English of a library', () => {
    expect(sentenceOf(new TypeError('x is undefined'))).toMatch(
      /^Something went wrong on this page\. Reload it/,
    )
    expect(sentenceOf('text')).toBe(sentenceOf(null))
  })
  test('of a whole page tells under which name the server knows it, and two ways on', async () => {
    let again = 0
    const error = Object.assign(new Error('boom'), { digest: 'd1' })
    const { find, press, words, show } = await showScreen(
      <ErrorScreen error={error} onRetry={() => again++} />,
    )
    find('main')
    expect(words()).toContain('Nothing that was saved is affected. Reference d1')
    expect(words()).not.toContain('boom')
    await press(find('button', 'Try again'))
    expect(again).toBe(1)
    expect(find('link', 'Go home').getAttribute('href')).toBe('/')
    await show(<ErrorScreen framed error={problem()} onRetry={() => {}} />)
    expect(words()).toContain('Reference req-88888888')
    expect(document.querySelector('main')).toBeNull()
  })
  test('what is missing and what one may not see are told alike', async () => {
    const { find, words } = await showScreen(<NothingHere />)
    find('heading', 'There is nothing here')
    expect(words()).toContain('or it belongs to people who have not shared it with you')
  })

  const query = (changes: object) => ({
    data: undefined,
    error: null,
    isError: false,
    refetch: () => {},
    ...changes,
  })
  test('of a first read stands in the place of what was read; of a later one beside it', async () => {
    const view = (changes: object) => (
      <QueryView query={query(changes)} loading={<SkeletonRows label="Loading it" rows={2} />}>
        {(data: string) => <p>{data}</p>}
      </QueryView>
    )
    const { find, show, words, all } = await showScreen(view({}))
    find('status', 'Loading it')
    await show(view({ isError: true, error: problem() }))
    find('alert')
    await show(view({ data: 'known', isError: true, error: problem() }))
    expect(all('alert')).toEqual([])
    expect(words()).toBe('This may be out of date. It broke. known')
    await show(view({ data: 'known' }))
    expect(words()).toBe('known')
  })
})

describe('words for numbers and moments', () => {
  test.each([
    [0, '0 pages'],
    [1, '1 page'],
    [2, '2 pages'],
    [12_345, '12,345 pages'],
  ])('%d', (count, told) => {
    expect(counted(count, 'page')).toBe(told)
  })
  test('a plural of its own is used', () => {
    expect([counted(1, 'try', 'tries'), counted(3, 'try', 'tries')]).toEqual(['1 try', '3 tries'])
  })
  test('a moment is told relatively, with the exact one for machines and on hover', async () => {
    const { find, words } = await showScreen(<RelativeTime at={ago(90)} />)
    expect(words(find('time'))).toMatch(/^2 h ago$|^yesterday$/)
    expect(find('time').getAttribute('datetime')).toBe(ago(90))
    expect(find('time').getAttribute('title')).toContain('2026')
  })
})
