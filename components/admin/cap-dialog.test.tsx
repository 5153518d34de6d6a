// @vitest-environment jsdom
import { useState } from 'react'
import { describe, expect, test } from 'vitest'
import { type Answers, later, problem } from '#server/testing/screens/answer-calls.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { CapDialog, type CapSubject } from './cap-dialog.tsx'

const KIND: CapSubject = { kind: 'summarise', cap: { total: 4, perPerson: null } }
const OTHER: CapSubject = { kind: 'ocr', cap: { total: null, perPerson: 2 } }
const PERSON: CapSubject = { kind: null, cap: { total: null, perPerson: 3 } }
const [ALL, ONE, EACH] = [
  ...['At a time, of all people', 'At a time, of one person', 'Jobs at a time, of every kind together'],
]
const PATH = '/api/v1/admin/tasks'
const KIND_PATH = `${PATH}/kinds/summarise/cap` as const

function Page() {
  const [subject, setSubject] = useState<CapSubject | null>(null)
  const [open, setOpen] = useState(false)
  const button = (name: string, next: CapSubject) => (
    <button
      type="button"
      onClick={() => {
        setSubject(next)
        setOpen(true)
      }}
    >
      {name}
    </button>
  )
  return (
    <>
      {button('kind', KIND)}
      {button('other', OTHER)}
      {button('person', PERSON)}
      <CapDialog subject={subject} open={open} onOpenChange={setOpen} />
    </>
  )
}

async function dialog(opener: 'kind' | 'other' | 'person', answers: Answers = {}) {
  const screen = await showScreen(<Page />, { answers })
  const { find, press, type } = screen
  const open = (name: typeof opener) => press(find('button', name))
  await open(opener)
  return {
    ...screen,
    open,
    fill: (name: string | undefined, text: string) => type(find('textbox', name), text),
    send: () => press(find('button', 'Set the limit')),
    shownIn: (name: string | undefined) => find('textbox', name).getAttribute('value'),
  }
}

describe('the limit of', () => {
  test('a kind begins with what holds now, and an empty field is no limit', async () => {
    const { find, names, shownIn } = await dialog('kind')
    find('dialog', 'Limit Summarise')
    expect(names('textbox')).toEqual([ALL, ONE])
    expect([shownIn(ALL), shownIn(ONE)]).toEqual(['4', ''])
    expect(find('textbox', ONE).getAttribute('placeholder')).toBe('No limit')
  })

  test('each person counts all kinds together, and says so', async () => {
    const { find, names, shownIn } = await dialog('person')
    find('dialog', 'Limit each person')
    expect(names('textbox')).toEqual([EACH])
    expect(shownIn(EACH)).toBe('3')
  })

  const SENT: ['kind' | 'person', [string | undefined, string][], string, object][] = [
    ['kind', [[ALL, '7']], 'PUT kinds/summarise/cap', { total: 7, perPerson: null }],
    ['kind', [[ONE, ' 1 ']], 'PUT kinds/summarise/cap', { total: 4, perPerson: 1 }],
    ['kind', [[ALL, '']], 'PUT kinds/summarise/cap', { total: null, perPerson: null }],
    ['person', [[EACH, '1000']], 'PUT person-cap', { perPerson: 1000 }],
    ['person', [[EACH, ' ']], 'PUT person-cap', { perPerson: null }],
  ]
  test.each(SENT)('a %s filled in as %j is sent as %s', async (opener, typed, call, body) => {
    const { fill, send, changes, names } = await dialog(opener, {
      [`PUT ${KIND_PATH}`]: null,
      [`PUT ${PATH}/person-cap`]: null,
    })
    for (const [name, text] of typed) await fill(name, text)
    await send()
    expect(changes().map((each) => `${each.method} ${each.path.slice(PATH.length + 1)}`)).toEqual([call])
    expect(changes()[0]?.body).toEqual(body)
    expect(names('dialog')).toEqual([])
  })
})

test('of two fields that cannot be, both are blamed, the first has the focus, and nothing is sent', async () => {
  const { fill, send, find, description, changes } = await dialog('kind')
  await fill(ALL, '0')
  await fill(ONE, 'some')
  await send()
  for (const name of [ALL, ONE])
    expect(description(find('textbox', name))).toBe('A whole number from 1 to 1000, or nothing')
  expect(document.activeElement).toBe(find('textbox', ALL))
  expect(changes()).toEqual([])
})

test('a refusal keeps the dialog and what was typed, blames the field, and does not stand in the way', async () => {
  const faults = [{ path: 'perPerson', message: 'More than of all people.' }]
  let refused = true
  const { fill, send, shownIn, find, words, description, names } = await dialog('kind', {
    [`PUT ${KIND_PATH}`]: () =>
      refused ? problem('invalid-input', 'That limit makes no sense.', { faults }) : null,
  })
  await fill(ONE, '9')
  await send()
  expect(words(find('alert'))).toContain('That limit makes no sense.')
  expect(description(find('textbox', ONE))).toBe('More than of all people.')
  expect(shownIn(ONE)).toBe('9')
  refused = false
  await send()
  expect(names('dialog')).toEqual([])
})

test('an impatient second press sends nothing', async () => {
  const { send, changes, find } = await dialog('kind', { [`PUT ${KIND_PATH}`]: later().answer })
  await send()
  await send()
  expect(changes()).toHaveLength(1)
  expect(find('button', 'Set the limit').getAttribute('aria-busy')).toBe('true')
})

test('what was typed and not sent is not there the next time', async () => {
  const { fill, press, find, open, shownIn, changes } = await dialog('kind')
  await fill(ALL, '9')
  await press(find('button', 'Close'))
  await open('other')
  expect([shownIn(ALL), shownIn(ONE)]).toEqual(['', '2'])
  await press(find('button', 'Close'))
  await open('kind')
  expect(shownIn(ALL)).toBe('4')
  expect(changes()).toEqual([])
})

describe('a dialog that was closed before its answer came', () => {
  async function closed() {
    const answer = later()
    const screen = await dialog('kind', { [`PUT ${KIND_PATH}`]: answer.answer })
    await screen.send()
    await screen.press(screen.find('button', 'Close'))
    return { ...screen, ...answer }
  }

  test('has its failure told all the same', async () => {
    const { act, give, words } = await closed()
    await act(() => give(problem('forbidden', 'Only owners set limits.')))
    expect(words()).toContain('Only owners set limits.')
  })

  test('does not take the next one away, nor what is typed in it', async () => {
    const { act, give, open, fill, find, shownIn } = await closed()
    await open('other')
    await fill(ALL, '5')
    await act(() => give(null))
    find('dialog', 'Limit Read a scan')
    expect(shownIn(ALL)).toBe('5')
  })
})
