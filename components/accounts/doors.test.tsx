// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { type Answers, later, noAnswer, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, idOf } from '#server/testing/screens/sample-views.ts'
import { type Screen, showScreen } from '#server/testing/screens/show-screen.ts'
import { AcceptInvitationForm } from './accept-invitation.tsx'
import { ForgotPassword } from './forgot-password.tsx'
import { InvitationRefused } from './invitation-refused.tsx'
import { ResetPassword } from './reset-password.tsx'
import { SetupForm } from './setup-form.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

const arrival = { userId: idOf(1), workspaceId: idOf(2), documentId: null }
/** A password field has no role of its own, so it is found by its label. */
function password(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find((each) => each.textContent === label)?.control
  if (!(found instanceof HTMLInputElement)) throw new Error(`no field is called ${label}`)
  return found
}
const tied = (field: Element, screen: Screen) => [
  ...[field.getAttribute('aria-invalid'), screen.description(field)],
]

describe('signing in', () => {
  const form = (answers: Answers = {}, registration: 'open' | 'invitation' | 'closed' = 'open') =>
    showScreen(<SignInForm registration={registration} />, { answers })
  async function fill({ type, find }: Screen): Promise<void> {
    await type(find('textbox', 'E-mail'), ' ADA@example.org ')
    await type(password('Password'), 'long enough it is')
  }

  test('says at each field what is missing, leads to the first, and asks the server nothing', async () => {
    const screen = await form()
    await screen.press(screen.find('button', 'Sign in'))
    expect(tied(screen.find('textbox', 'E-mail'), screen)).toEqual([
      ...['true', 'An e-mail address is needed, like ada@example.org'],
    ])
    expect(tied(password('Password'), screen)).toEqual(['true', 'The password is missing'])
    expect(document.activeElement).toBe(screen.find('textbox', 'E-mail'))
    expect(screen.calls).toEqual([])
  })

  test('sends what was typed once, however often it is pressed, and is busy while it waits', async () => {
    const slow = later()
    const screen = await form({ 'POST /api/v1/session': () => slow.answer })
    await fill(screen)
    await screen.press(screen.find('button', 'Sign in'))
    const button = screen.find('button', 'Sign in')
    expect([button.getAttribute('aria-busy'), button.getAttribute('aria-disabled')]).toEqual(['true', 'true'])
    await screen.press(button)
    expect(screen.changes().map(({ body }) => body)).toEqual([
      { email: 'ada@example.org', password: 'long enough it is' },
    ])
  })

  test('that is refused says so in the server’s words, keeps what was typed, and can be tried again', async () => {
    const screen = await form({
      'POST /api/v1/session': problem('sign-in-required', 'Address or password is wrong.'),
    })
    await fill(screen)
    await screen.press(screen.find('button', 'Sign in'))
    expect(screen.words(screen.find('alert'))).toContain('Address or password is wrong.')
    expect(password('Password').value).toBe('long enough it is')
    expect(screen.find('button', 'Sign in').getAttribute('aria-busy')).toBeNull()
  })

  test('without a network says what to check', async () => {
    const screen = await form({ 'POST /api/v1/session': noAnswer })
    await fill(screen)
    await screen.press(screen.find('button', 'Sign in'))
    expect(screen.words(screen.find('alert'))).toContain('Weft cannot be reached. Check your connection')
  })

  test('hides the password until it is asked to show it', async () => {
    const { find, press } = await form()
    expect(password('Password').type).toBe('password')
    expect(password('Password').autocomplete).toBe('current-password')
    await press(find('button', 'Show the password'))
    expect(password('Password').type).toBe('text')
    expect(find('button', 'Hide the password').getAttribute('aria-pressed')).toBe('true')
  })

  test.each([
    ['open', 'Make one', '/sign-up'],
    ['invitation', 'People join by an invitation link', null],
    ['closed', 'This workspace takes nobody in at the moment.', null],
  ] as const)('of a workspace that is %s tells how one gets an account', async (mode, told, href) => {
    const { words, all } = await form({}, mode)
    expect(words()).toContain(told)
    expect(all('link').map((link) => link.getAttribute('href'))).toEqual([
      ...['/forgot-password', ...(href ? [href] : [])],
    ])
  })
})

describe('making an account', () => {
  const form = (answers: Answers = {}) => showScreen(<SignUpForm workspaceName="Loom & Co" />, { answers })
  async function fill({ type, find }: Screen): Promise<void> {
    await type(find('textbox', 'Your name'), 'Ada')
    await type(find('textbox', 'E-mail'), 'ada@example.org')
    await type(password('Password'), 'a sentence is fine')
  }

  test('names the workspace and what a password must be before anything is typed', async () => {
    const screen = await form()
    screen.find('heading', 'Join Loom & Co')
    expect(tied(password('Password'), screen)).toEqual([
      ...[null, 'At least 10 characters. A sentence is fine.'],
    ])
  })

  test('blames a short password when it is left, with the fault in the place of the hint', async () => {
    const screen = await form()
    await screen.type(password('Password'), 'short')
    await screen.act(() => password('Password').blur())
    expect(tied(password('Password'), screen)).toEqual(['true', 'At least 10 characters'])
  })

  test('signs in with it at once', async () => {
    const screen = await form({ 'POST /api/v1/registration': null, 'POST /api/v1/session': later().answer })
    await fill(screen)
    await screen.press(screen.find('button', 'Make my account'))
    expect(screen.changes().map(({ path }) => path)).toEqual(['/api/v1/registration', '/api/v1/session'])
  })

  test('whose address is known already leads to signing in, and does not call it a failure', async () => {
    const screen = await form({
      'POST /api/v1/registration': null,
      'POST /api/v1/session': problem('sign-in-required', 'Address or password is wrong.'),
    })
    await fill(screen)
    await screen.press(screen.find('button', 'Make my account'))
    const [alert, ...more] = screen.all('alert')
    expect(more).toEqual([])
    expect(alert && screen.words(alert)).toBe(
      'If you had an account with this address before, sign in with its password, or choose a new one.',
    )
  })

  test('that the server refuses puts the fault at its field', async () => {
    const screen = await form({
      'POST /api/v1/registration': problem('invalid-input', 'This cannot be.', {
        faults: [{ path: 'email', message: 'Not an address of ours' }],
      }),
    })
    await fill(screen)
    await screen.press(screen.find('button', 'Make my account'))
    expect(tied(screen.find('textbox', 'E-mail'), screen)).toEqual(['true', 'Not an address of ours'])
  })
})

describe('an invitation', () => {
  const offer = { email: 'ben@example.org', workspaceName: 'Loom', invitedBy: 'Ada <ada>' }

  test('names who invites and where to; its address cannot be changed', async () => {
    const { find, words } = await showScreen(<AcceptInvitationForm token="t/1" offer={offer} />)
    expect(words()).toContain('Ada <ada> invites you Join Loom')
    expect(find('textbox', 'E-mail')).toHaveProperty('readOnly', true)
    expect(find('textbox', 'E-mail')).toHaveProperty('value', 'ben@example.org')
    const anonymous = await showScreen(
      <AcceptInvitationForm token="t" offer={{ ...offer, invitedBy: null }} />,
    )
    expect(anonymous.words()).toContain('You are invited Join Loom')
  })

  test('is accepted with a name and a password, by its own address', async () => {
    const { find, type, press, changes } = await showScreen(
      <AcceptInvitationForm token="t/1" offer={offer} />,
      {
        answers: { 'POST /api/v1/invitations/offer/t%2F1': later().answer },
      },
    )
    await type(find('textbox', 'Your name'), 'Ben')
    await type(password('Password'), 'a sentence is fine')
    await press(find('button', 'Join'))
    expect(changes()).toMatchObject([
      { path: '/api/v1/invitations/offer/t%2F1', body: { name: 'Ben', password: 'a sentence is fine' } },
    ])
  })

  test('that has ended is told apart from one that waits until the workspace opens', async () => {
    const closed = await showScreen(<InvitationRefused code="forbidden" message="Nobody can join." />)
    closed.find('heading', 'The door is closed')
    expect(closed.words()).toContain('Keep this link: it works again as soon as the workspace is opened.')
    const ended = await showScreen(<InvitationRefused code="gone" message="It was used." />)
    ended.find('heading', 'This invitation has ended')
    expect(ended.words()).toContain('Ask whoever invited you for a new link')
    expect(ended.find('link', 'Sign in instead').getAttribute('href')).toBe('/sign-in')
  })
})

describe('a forgotten password', () => {
  test('on a server without mail is a matter for an owner, and no form is shown', async () => {
    const { words, all } = await showScreen(<ForgotPassword mail={false} />)
    expect(words()).toContain('This server sends no mail. Ask an owner of your workspace')
    expect(all('textbox')).toEqual([])
  })

  test('is answered alike for every address, and can be asked for again with what was typed', async () => {
    const { find, type, press, words } = await showScreen(<ForgotPassword mail />, {
      answers: { 'POST /api/v1/password-resets': null },
    })
    await type(find('textbox', 'E-mail'), 'nobody@example.org')
    await press(find('button', 'Mail me a link'))
    expect(words(find('status', ''))).toContain(
      'If there is an account for nobody@example.org, a link is on its way.',
    )
    await press(find('button', 'try again'))
    expect(find('textbox', 'E-mail')).toHaveProperty('value', 'nobody@example.org')
  })

  test('that cannot be asked for now says why', async () => {
    const { find, type, press, words } = await showScreen(<ForgotPassword mail />, {
      answers: { 'POST /api/v1/password-resets': problem('rate-limited', 'Too many mails. Wait an hour.') },
    })
    await type(find('textbox', 'E-mail'), 'ada@example.org')
    await press(find('button', 'Mail me a link'))
    expect(words(find('alert'))).toContain('Too many mails. Wait an hour.')
    find('button', 'Mail me a link')
  })
})

describe('a link to a new password', () => {
  const token = 'T'.repeat(43)
  const offer = { email: 'ada@example.org', expiresAt: ago(-50) }
  const open = (answers: Answers, hash = `#${token}`) =>
    showScreen(<ResetPassword />, { at: `/reset-password${hash}`, answers })

  test('is taken out of the address at once, and goes to the server in a body only', async () => {
    const { calls } = await open({ 'POST /api/v1/password-resets/offer': offer })
    expect(window.location.href).toBe('http://localhost:3000/reset-password')
    expect(calls.map(({ path, query, body }) => [path, query, body])).toEqual([
      ['/api/v1/password-resets/offer', {}, { token }],
    ])
  })

  test('is loaded by a word', async () => {
    const { find } = await open({ 'POST /api/v1/password-resets/offer': later().answer })
    find('status', 'Loading what the link is for')
  })

  test('without its end says that a part is missing, and asks the server nothing', async () => {
    const { find, calls } = await open({}, '')
    find('heading', 'Part of this link is missing')
    expect(calls).toEqual([])
  })

  test('that has ended says so with the way to another', async () => {
    const { find, words } = await open({
      'POST /api/v1/password-resets/offer': problem('gone', 'This link was used already.'),
    })
    find('heading', 'This link has ended')
    expect(words()).toContain('This link was used already.')
    expect(find('link', 'Ask for a new one').getAttribute('href')).toBe('/forgot-password')
  })

  test('that cannot be looked up now is not called ended, and is tried again', async () => {
    let away = true
    const { find, press, all } = await open({
      'POST /api/v1/password-resets/offer': () => (away ? noAnswer : offer),
    })
    expect(all('heading', 'This link has ended')).toEqual([])
    away = false
    await press(find('button', 'Try again'))
    expect(find('textbox', 'E-mail')).toHaveProperty('value', 'ada@example.org')
  })

  test('sets the password with the token, and says that one is signed out everywhere', async () => {
    const { find, type, press, changes } = await open({
      'POST /api/v1/password-resets/offer': offer,
      'POST /api/v1/password-resets/use': null,
    })
    await press(find('button', 'Set the password'))
    expect(changes().some(({ path }) => path.endsWith('/use'))).toBe(false)
    await type(password('New password'), 'another sentence')
    await press(find('button', 'Set the password'))
    expect(changes().at(-1)).toMatchObject({
      ...{ path: '/api/v1/password-resets/use', body: { token, password: 'another sentence' } },
    })
    find('heading', 'That is your password now')
    expect(find('link', 'Sign in').getAttribute('href')).toBe('/sign-in')
  })

  test('that ended between the two is told as ended', async () => {
    const { find, type, press } = await open({
      'POST /api/v1/password-resets/offer': offer,
      'POST /api/v1/password-resets/use': problem('gone', 'The hour is over.'),
    })
    await type(password('New password'), 'another sentence')
    await press(find('button', 'Set the password'))
    find('heading', 'This link has ended')
  })
})

describe('the first run', () => {
  test('asks for four things, says at each what is wrong with it, and stays busy on its way in', async () => {
    const screen = await showScreen(<SetupForm />, { answers: { 'POST /api/v1/setup': later().answer } })
    const { find, press, type, names, changes } = screen
    expect(names('textbox')).toEqual(['Your name', 'E-mail', 'Workspace name'])
    await press(find('button', 'Begin writing'))
    expect(tied(find('textbox', 'Your name'), screen)).toEqual(['true', 'A name is needed'])
    expect(tied(find('textbox', 'Workspace name'), screen)).toEqual(['true', 'The workspace needs a name'])
    await type(find('textbox', 'Your name'), 'Ada')
    await type(find('textbox', 'E-mail'), 'ada@example.org')
    await type(password('Password'), 'a sentence is fine')
    await type(find('textbox', 'Workspace name'), 'Loom')
    await press(find('button', 'Begin writing'))
    expect(changes()[0]?.body).toEqual({
      ...{ name: 'Ada', email: 'ada@example.org', password: 'a sentence is fine', workspaceName: 'Loom' },
    })
    expect(find('button', 'Begin writing').getAttribute('aria-busy')).toBe('true')
  })

  test('on a server that somebody set up meanwhile says so', async () => {
    const { find, type, press, words } = await showScreen(<SetupForm />, {
      answers: { 'POST /api/v1/setup': problem('conflict', 'Somebody was faster. Sign in instead.') },
    })
    for (const name of ['Your name', 'Workspace name']) await type(find('textbox', name), 'Ada')
    await type(find('textbox', 'E-mail'), 'ada@example.org')
    await type(password('Password'), 'a sentence is fine')
    await press(find('button', 'Begin writing'))
    expect(words(find('alert'))).toContain('Somebody was faster. Sign in instead.')
  })

  test('has an arrival that is parsed: an answer of another shape is a failure in words', async () => {
    const { find, type, press, words } = await showScreen(<SignInForm registration="open" />, {
      answers: { 'POST /api/v1/session': { ...arrival, userId: 7 } },
    })
    await type(find('textbox', 'E-mail'), 'ada@example.org')
    await type(password('Password'), 'x')
    await press(find('button', 'Sign in'))
    expect(words(find('alert'))).toContain('Reload the page to get its newest version.')
  })
})
