// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ApiKeyView } from '#server/contracts/accounts.ts'
import type { SessionView } from '#server/contracts/profile.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { ago, idOf, NOW, pageOf, sampleMe } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { SettingsScreen } from '../settings/settings-screen.tsx'
import { ProfileScreen } from './profile-screen.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const DAY = 24 * 60
const key = (changes: Partial<ApiKeyView> = {}): ApiKeyView => ({
  ...{ id: idOf(1), name: 'Nightly export', prefix: 'weft_ab12', scopes: ['read'], expiresAt: null },
  ...{ lastUsedAt: null, createdAt: ago(3 * DAY) },
  ...changes,
})
const session = (changes: Partial<SessionView> = {}): SessionView => ({
  ...{ id: idOf(10), device: 'Firefox on Linux', address: '10.0.0.7', current: false },
  ...{ startedAt: ago(2 * DAY), lastSeenAt: ago(5), expiresAt: ago(-DAY) },
  ...changes,
})

const profile = (answers: Answers = {}, me = sampleMe('member')) =>
  showScreen(<ProfileScreen initialMe={me} />, {
    answers: {
      'GET /api/v1/me': me,
      'GET /api/v1/sessions': { items: [session({ current: true })] },
      'GET /api/v1/api-keys': pageOf(),
      ...answers,
    },
  })

describe('how others see one', () => {
  test('is saved only when it changed, parsed by its contract, and shows everywhere', async () => {
    const { find, press, type, changes, words } = await profile({
      'PATCH /api/v1/me': { ...sampleMe('member'), name: 'Ada L.' },
    })
    expect(find('button', 'Save')).toHaveProperty('disabled', true)
    await type(find('textbox', 'Name'), '  Ada L. ')
    await press(find('button', 'Save'))
    expect(changes()[0]).toMatchObject({ method: 'PATCH', body: { name: 'Ada L.', hue: 200 } })
    expect(words()).toContain('Everybody sees you so from now on')
    expect(find('textbox', 'Name')).toHaveProperty('value', 'Ada L.')
    expect(find('button', 'Save')).toHaveProperty('disabled', true)
  })

  test('without a name is blamed at the field', async () => {
    const { find, press, type, description, changes } = await profile()
    await type(find('textbox', 'Name'), ' ')
    await press(find('button', 'Save'))
    expect(description(find('textbox', 'Name'))).toBe('A name is needed')
    expect(changes()).toEqual([])
  })

  test('in a colour that is told as a number, not by the colour alone', async () => {
    const { find } = await profile()
    expect(find('slider', 'Colour').getAttribute('aria-valuetext')).toBe('Hue 200 of 359')
  })

  test('by a picture or without: only one that is there can be taken away', async () => {
    const { names, close } = await profile()
    expect(names('button')).toContain('Upload a picture')
    expect(names('button')).not.toContain('Remove')
    await close()
    const avatar = `/api/v1/people/${idOf(900)}/avatar?v=0123456789abcdef`
    const pictured = await profile(
      { 'DELETE /api/v1/me/avatar': sampleMe('member') },
      { ...sampleMe('member'), avatar },
    )
    expect(pictured.names('button')).toContain('Change the picture')
    await pictured.press(pictured.find('button', 'Remove'))
    expect(pictured.names('button')).toContain('Upload a picture')
  })

  test('a picture that is refused is said beside it', async () => {
    const { act, find, words } = await profile({
      'PUT /api/v1/me/avatar': problem('unsupported-media', 'This is no picture that we can read.'),
    })
    const input = document.querySelector<HTMLInputElement>('input[type=file]')
    await act(() => {
      Object.defineProperty(input, 'files', { value: [new File(['x'], 'a.png')], configurable: true })
      input?.dispatchEvent(new Event('change', { bubbles: true }))
    })
    expect(words(find('alert'))).toContain('This is no picture that we can read.')
  })
})

describe('the password', () => {
  const fields = () => [...document.querySelectorAll<HTMLInputElement>('input[type=password]')]

  test('is changed in a dialog that closes when it is done', async () => {
    const { find, press, type, changes, all, words } = await profile({ 'POST /api/v1/me/password': null })
    await press(find('button', 'Change the password'))
    find('dialog', 'Change your password')
    const [current, next] = fields()
    await type(current as Element, 'the old one')
    await type(next as Element, 'the new one!')
    await press(find('button', 'Change the password'))
    expect(changes()[0]?.body).toEqual({ current: 'the old one', password: 'the new one!' })
    expect(all('dialog', 'Change your password')).toEqual([])
    expect(words()).toContain('Your password is changed')
  })

  test('a wrong one is blamed at its field, once', async () => {
    const { find, press, type, description, all } = await profile({
      'POST /api/v1/me/password': problem('invalid-input', 'The form has a fault.', {
        faults: [{ path: 'current', message: 'That is not your password' }],
      }),
    })
    await press(find('button', 'Change the password'))
    const [current, next] = fields()
    await type(current as Element, 'wrong')
    await type(next as Element, 'the new one!')
    await press(find('button', 'Change the password'))
    expect(description(current as Element)).toBe('That is not your password')
    expect(all('alert')).toEqual([])
  })
})

describe('where one is signed in', () => {
  test('tells of each browser since when, where from and which is this one, which cannot be ended', async () => {
    const { words, find, names } = await profile({
      'GET /api/v1/sessions': {
        items: [
          session({ current: true }),
          session({ id: idOf(11), device: 'Safari on iPhone', address: null }),
        ],
      },
    })
    const rows = words(find('region', 'Where you are signed in'))
    expect(rows).toContain('Firefox on Linux This one signed in 2 d ago · 10.0.0.7')
    expect(rows).toContain('Safari on iPhone last seen 5 min ago · signed in 2 d ago')
    expect(names('button').filter((name) => name.startsWith('End'))).toEqual(['End Safari on iPhone'])
  })

  test('alone offers nothing to end', async () => {
    expect((await profile()).names('button')).not.toContain('Sign out everywhere else')
  })

  test.each([
    [1, 'One other browser is signed out at once.'],
    [2, '2 other browsers are signed out at once.'],
  ])('%d others are signed out together after a question', async (count, told) => {
    const others = Array.from({ length: count }, (_, index) => session({ id: idOf(20 + index) }))
    const { find, press, changes, words } = await profile({
      'GET /api/v1/sessions': { items: [session({ current: true }), ...others] },
      'DELETE /api/v1/sessions': null,
    })
    await press(find('button', 'Sign out everywhere else'))
    expect(words(find('alertdialog'))).toContain(told)
    expect(changes()).toEqual([])
    await press(find('button', 'Sign out'))
    expect(changes().map(({ method, path }) => [method, path])).toEqual([['DELETE', '/api/v1/sessions']])
    expect(words()).toContain('Only this browser is signed in now')
  })

  test('one is ended at once, and it is said which', async () => {
    const { find, press, words } = await profile({
      'GET /api/v1/sessions': { items: [session()] },
      [`DELETE /api/v1/sessions/${idOf(10)}`]: null,
    })
    await press(find('button', 'End Firefox on Linux'))
    expect(words()).toContain('Firefox on Linux is signed out')
  })

  test('that cannot be read leaves the rest of the profile', async () => {
    const { find, words } = await profile({
      'GET /api/v1/sessions': problem('internal', 'The sessions could not be read.'),
    })
    expect(words(find('alert'))).toContain('The sessions could not be read.')
    find('textbox', 'Name')
    find('button', 'New key')
  })
})

describe('API keys', () => {
  test('none act in one’s name', async () => {
    expect((await profile()).words()).toContain('No key yet, so nothing acts in your name.')
  })

  const KEYS: [string, Partial<ApiKeyView>, string][] = [
    ['that was never used', {}, 'Read only made 3 d ago, never used · does not expire'],
    [
      'that writes and expires',
      { scopes: ['read', 'write'], lastUsedAt: ago(60), expiresAt: ago(-5 * DAY) },
      'Read and write last used 1 h ago · expires in 5 d',
    ],
    ['that has expired', { lastUsedAt: ago(60), expiresAt: ago(5) }, 'Read only Expired last used 1 h ago'],
  ]
  test.each(KEYS)('one %s is told by the beginning of it and never whole', async (_rule, changes, told) => {
    const { words, find } = await profile({ 'GET /api/v1/api-keys': pageOf(key(changes)) })
    expect(words(find('region', 'API keys'))).toContain(`Nightly export weft_ab12… ${told}`)
  })

  test('one is revoked after a question that names it', async () => {
    const { find, press, changes } = await profile({
      'GET /api/v1/api-keys': pageOf(key({ name: '<b>bot</b>' })),
      [`DELETE /api/v1/api-keys/${idOf(1)}`]: null,
    })
    await press(find('button', 'Revoke <b>bot</b>'))
    find('alertdialog', 'Revoke <b>bot</b>?')
    await press(find('button', 'Revoke'))
    expect(changes().map(({ path }) => path)).toEqual([`/api/v1/api-keys/${idOf(1)}`])
  })

  const secret = 'weft_0123456789abcdef'
  test('one is made with what it may do, shown once, and gone when the dialog was closed', async () => {
    const { find, press, type, choose, changes, words } = await profile({
      'POST /api/v1/api-keys': { ...key({ expiresAt: ago(-7 * DAY) }), key: secret },
    })
    await press(find('button', 'New key'))
    expect(words(find('dialog'))).toContain('It sees what you see and changes nothing.')
    await press(find('radio', 'Read and write'))
    expect(words(find('dialog'))).toContain('It never manages keys or your account.')
    await press(find('button', 'Make the key'))
    expect(changes()).toEqual([])
    await type(find('textbox', 'What is it for?'), 'Export')
    await choose('Expires', 'Never Until you revoke it')
    await press(find('button', 'Make the key'))
    expect(changes()[0]?.body).toEqual({ name: 'Export', scopes: ['read', 'write'] })
    expect(words(find('dialog', 'Your new key'))).toContain('It works until 17 Mar, or until you revoke it.')
    await press(find('button', 'Copy the key'))
    expect(clipboard()).toEqual([secret])
    await press(find('button', 'Done'))
    expect(document.body.innerHTML).not.toContain(secret)
    await press(find('button', 'New key'))
    expect(document.body.innerHTML).not.toContain(secret)
  })

  test('one that writes as agent is made so, and the list says so', async () => {
    const { find, press, type, changes, words } = await profile({
      'GET /api/v1/api-keys': pageOf(key({ scopes: ['read', 'agent'] })),
      'POST /api/v1/api-keys': { ...key(), key: secret },
    })
    expect(words(find('region', 'API keys'))).toContain('Writes as agent')
    await press(find('button', 'New key'))
    await press(find('radio', 'Write as agent'))
    expect(words(find('dialog'))).toContain('waits there until a person accepts it')
    await type(find('textbox', 'What is it for?'), 'Minutes')
    await press(find('button', 'Make the key'))
    expect(changes()[0]?.body).toMatchObject({ scopes: ['read', 'agent'] })
  })

  test('one that cannot be made says why and keeps what was typed', async () => {
    const { find, press, type, words } = await profile({
      'POST /api/v1/api-keys': problem('conflict', 'Twenty keys are enough. Revoke one first.'),
    })
    await press(find('button', 'New key'))
    await type(find('textbox', 'What is it for?'), 'Export')
    await press(find('button', 'Make the key'))
    expect(words(find('alert'))).toContain('Twenty keys are enough.')
    expect(find('textbox', 'What is it for?')).toHaveProperty('value', 'Export')
  })
})

describe('the way out', () => {
  test('is asked about once; the last owner is told why it is not open', async () => {
    const { find, press, words, changes } = await profile({
      [`DELETE /api/v1/members/${idOf(900)}`]: problem(
        'conflict',
        'You are the last owner. Name another first.',
      ),
    })
    await press(find('button', 'Leave Loom'))
    expect(changes()).toEqual([])
    find('alertdialog', 'Leave Loom?')
    await press(find('button', 'Leave'))
    expect(words()).toContain('You are the last owner. Name another first.')
  })
})

describe('the settings of a workspace', () => {
  const workspace = { id: idOf(800), name: 'Loom', registration: 'invitation' as const }
  const settings = (answers: Answers = {}) =>
    showScreen(<SettingsScreen initial={workspace} />, {
      answers: { 'GET /api/v1/workspace': workspace, ...answers },
    })

  test('its name is saved when it changed, and refused without one', async () => {
    const { find, press, type, description, changes, words } = await settings({
      'PATCH /api/v1/workspace': { ...workspace, name: 'Mill' },
    })
    expect(find('button', 'Save')).toHaveProperty('disabled', true)
    await type(find('textbox', 'Name of the workspace'), '  ')
    await press(find('button', 'Save'))
    expect(description(find('textbox', 'Name of the workspace'))).toBe('The workspace needs a name')
    await type(find('textbox', 'Name of the workspace'), 'Mill')
    await press(find('button', 'Save'))
    expect(changes().map(({ body }) => body)).toEqual([{ name: 'Mill' }])
    expect(words()).toContain('The workspace has its new name')
  })

  test('who may join is one of three, each with what it means, and holds at once', async () => {
    const { find, press, all, changes } = await settings({
      'PATCH /api/v1/workspace': { ...workspace, registration: 'open' },
    })
    const chosen = () => all('radio').map((radio) => radio.getAttribute('aria-checked'))
    expect(chosen()).toEqual(['false', 'true', 'false'])
    await press(find('radio', /^Anybody .*Addresses are not verified\.$/))
    expect(changes()[0]?.body).toEqual({ registration: 'open' })
    expect(chosen()).toEqual(['true', 'false', 'false'])
  })

  test('a refusal brings the old choice back and says why', async () => {
    const { find, press, all, words } = await settings({
      'PATCH /api/v1/workspace': problem('forbidden', 'Only owners decide that.'),
    })
    await press(find('radio', /^Nobody/))
    expect(all('radio').map((radio) => radio.getAttribute('aria-checked'))).toEqual([
      'false',
      'true',
      'false',
    ])
    expect(words()).toContain('Only owners decide that.')
  })
})
