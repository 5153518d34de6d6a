// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { InvitationView, Member } from '#server/contracts/accounts.ts'
import type { WorkspaceRole } from '#server/contracts/actors.ts'
import type { PersonWithAccess, ShareLink } from '#server/contracts/sharing.ts'
import { type Answers, type Call, problem } from '#server/testing/screens/answer-calls.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { ago, idOf, NOW, pageOf, sampleMe, sampleMember } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ShareDialog } from '../sharing/share-dialog.tsx'
import { MembersScreen } from './members-screen.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const DAY = 24 * 60
const ada = sampleMember({ role: 'owner' })
const ben = sampleMember({ userId: idOf(901), name: 'Ben', email: 'ben@example.org' })
const BEN = `/api/v1/members/${idOf(901)}`

describe('the members', () => {
  const members = (answers: Answers = {}, role: WorkspaceRole = 'owner', people: Member[] = [ada, ben]) =>
    showScreen(<MembersScreen initialMe={sampleMe(role)} initialMembers={pageOf(...people)} />, {
      answers: {
        'GET /api/v1/me': sampleMe(role),
        'GET /api/v1/members': pageOf(...people),
        'GET /api/v1/invitations': pageOf(),
        ...answers,
      },
    })
  async function act(item: string, answers: Answers, people?: Member[]) {
    const screen = await members(answers, 'owner', people)
    await screen.press(screen.find('button', 'Actions for Ben'))
    await screen.press(screen.find('menuitem', item))
    return screen
  }

  test('are told by name, address, role and time; oneself is marked', async () => {
    const suspended = { ...ben, suspended: true, name: 'Ben <i>' }
    const { all, words } = await members({}, 'member', [ada, suspended])
    const [, first, second] = all('listitem').map((row) => words(row))
    expect(first).toBe('Ada (you) ada@example.org joined 8 Feb Owner')
    expect(second).toBe('Ben <i> Suspended ben@example.org joined 8 Feb Member')
  })

  test('a member is shown nothing that only owners may do, and asks for no invitations', async () => {
    const { names, calls } = await members({}, 'member')
    expect(names('button').filter((name) => /Actions|Invite|New link/.test(name))).toEqual([])
    expect(names('region')).not.toContain('Invited')
    expect(calls.some(({ path }) => path.includes('invitations'))).toBe(false)
  })

  test('an owner may do all of it to others, and to oneself only change the role', async () => {
    const { find, press, names } = await members()
    await press(find('button', 'Actions for Ben'))
    expect(names('menuitemradio')).toEqual(['Owner', 'Member', 'Guest'])
    expect(names('menuitem')).toEqual(['Reset link', 'Suspend', 'Remove', 'Erase this person…'])
    const own = await members()
    await own.press(own.find('button', 'Actions for Ada'))
    expect(own.names('menuitem')).toEqual([])
    expect(own.find('menuitemradio', 'Owner').getAttribute('aria-checked')).toBe('true')
  })

  test('a role is changed at once; a refusal is said', async () => {
    const { find, press, changes, words } = await members({
      [`PATCH ${BEN}`]: problem('conflict', 'The workspace needs an owner.'),
    })
    await press(find('button', 'Actions for Ben'))
    await press(find('menuitemradio', 'Guest'))
    expect(changes()[0]?.body).toEqual({ role: 'guest' })
    expect(words()).toContain('The workspace needs an owner.')
  })

  test('are suspended after a question, and let in again without one', async () => {
    const { find, press, changes, words } = await act('Suspend', { [`PATCH ${BEN}`]: null })
    expect(words(find('alertdialog', 'Suspend Ben?'))).toContain('cannot sign in until an owner lifts it')
    expect(changes()).toEqual([])
    await press(find('button', 'Suspend'))
    expect(changes()[0]?.body).toEqual({ suspended: true })
    expect(words()).toContain('Ben is suspended')
    const out = await members({ [`PATCH ${BEN}`]: null }, 'owner', [ada, { ...ben, suspended: true }])
    await out.press(out.find('button', 'Actions for Ben'))
    expect(out.find('menuitem', 'Reset link').getAttribute('aria-disabled')).toBe('true')
    await out.press(out.find('menuitem', 'Lift the suspension'))
    expect(out.changes()[0]?.body).toEqual({ suspended: false })
    expect(out.words()).toContain('Ben may sign in again')
  })

  test('whoever is removed leaves the pages to somebody who is in and may have them', async () => {
    const people = [
      ...[ada, ben, sampleMember({ userId: idOf(902), name: 'Cleo', email: 'cleo@x.org' })],
      sampleMember({ userId: idOf(903), name: 'Guest', role: 'guest' }),
      sampleMember({ userId: idOf(904), name: 'Out', suspended: true }),
    ]
    const { find, press, names, changes, words } = await act('Remove', { [`DELETE ${BEN}`]: null }, people)
    find('dialog', 'Remove Ben?')
    await press(find('combobox', 'Their own pages go to'))
    expect(names('option')).toEqual(['Ada (you) ada@example.org', 'Cleo cleo@x.org'])
    await press(find('option', 'Cleo cleo@x.org'))
    await press(find('button', 'Remove'))
    expect(changes()).toMatchObject([{ method: 'DELETE', path: BEN, query: { heir: idOf(902) } }])
    expect(words()).toContain('Ben is no longer a member')
  })

  test('whoever is erased is named by the address first, in any case, and nothing else will do', async () => {
    const { find, press, type, changes, description, words, all } = await act('Erase this person…', {
      [`POST ${BEN}/erase`]: { pages: 3 },
    })
    const dialog = find('dialog', 'Erase Ben?')
    expect(words(dialog)).toContain('What goes, for good')
    const field = find('textbox', 'Their e-mail, to be sure: ben@example.org')
    for (const wrong of ['', 'ada@example.org', 'ben']) {
      await type(field, wrong)
      await press(find('button', 'Erase for good'))
      expect(description(field)).toBe('Type ben@example.org to go on')
    }
    expect(changes()).toEqual([])
    await type(field, ' BEN@Example.org')
    await press(find('button', 'Erase for good'))
    expect(changes().map(({ path }) => path)).toEqual([`${BEN}/erase`])
    expect(words()).toContain('Ben is erased')
    expect(words()).toContain('With 3 pages')
    expect(all('dialog', 'Erase Ben?')).toEqual([])
  })

  test('a reset link is made after saying what it does, shown once, and gone with the dialog', async () => {
    const link = 'https://weft.example/reset-password#secret'
    const { find, press, words, changes } = await act('Reset link', {
      [`POST ${BEN}/reset-link`]: { link, expiresAt: ago(-60) },
    })
    expect(words(find('dialog', 'Reset link'))).toContain('With it Ben chooses a new password')
    expect(changes()).toEqual([])
    await press(find('button', 'Make the link'))
    expect(words(find('dialog', 'Reset link'))).toMatch(/It works once, until \d\d:\d\d today\./)
    await press(find('button', 'Copy the link'))
    expect(clipboard()).toEqual([link])
    await press(find('button', 'Done'))
    await press(find('button', 'Actions for Ben'))
    await press(find('menuitem', 'Reset link'))
    expect(document.body.innerHTML).not.toContain('secret')
  })

  const invitation = (changes: Partial<InvitationView> = {}): InvitationView => ({
    ...{ id: idOf(60), email: 'cleo@example.org', role: 'guest', expiresAt: ago(-2 * DAY), acceptedAt: null },
    ...changes,
  })

  test('who was invited is told until they came; each button says for whom it is', async () => {
    const { find, words, names } = await members({
      'GET /api/v1/invitations': pageOf(
        invitation(),
        invitation({ id: idOf(61), email: 'old@example.org', role: 'member', expiresAt: ago(2 * DAY) }),
        invitation({ id: idOf(62), email: 'here@example.org', acceptedAt: ago(5) }),
      ),
    })
    const told = words(find('region', 'Invited'))
    expect(told).toContain('cleo@example.org Guest · expires in 2 d')
    expect(told).toContain('old@example.org Member · expired 2 d ago')
    expect(told).not.toContain('here@example.org')
    expect(names('button')).toEqual(
      expect.arrayContaining(['New link for cleo@example.org', 'Revoke the invitation of old@example.org']),
    )
  })

  test('nobody at the door is told as that; a list that fails as a failure', async () => {
    expect((await members()).words()).toContain('Nobody is waiting at the door.')
    const failed = await members({ 'GET /api/v1/invitations': problem('internal', 'No list today.') })
    expect(failed.words(failed.find('alert'))).toContain('No list today.')
    expect(failed.words()).not.toContain('Nobody is waiting')
  })

  test('an invitation is revoked after a question, or given a new link that ends the old one', async () => {
    const made = { ...invitation({ id: idOf(63) }), link: 'https://weft.example/i/new' }
    const { find, press, changes, words } = await members({
      'GET /api/v1/invitations': pageOf(invitation()),
      [`DELETE /api/v1/invitations/${idOf(60)}`]: null,
      [`POST /api/v1/invitations/${idOf(60)}/renew`]: made,
    })
    await press(find('button', 'New link for cleo@example.org'))
    const dialog = words(find('dialog', 'Send them this link'))
    expect(dialog).toContain('Only cleo@example.org can use it; the old one has ended.')
    expect(dialog).toContain('and at most until 12 Mar.')
    await press(find('button', 'Done'))
    await press(find('button', 'Revoke the invitation of cleo@example.org'))
    expect(changes()).toHaveLength(1)
    await press(find('button', 'Revoke'))
    expect(changes().at(-1)).toMatchObject({ method: 'DELETE', path: `/api/v1/invitations/${idOf(60)}` })
  })

  test('somebody is invited by an address and a role; what is wrong with it is said there', async () => {
    const made = { ...invitation({ id: idOf(64) }), link: 'https://weft.example/i/abc' }
    let answer: object = problem('conflict', 'They are a member already.', {
      faults: [{ path: 'email', message: 'A member has this address' }],
    })
    const { find, press, type, description, changes, words } = await members({
      'POST /api/v1/invitations': () => answer,
    })
    await press(find('button', 'Invite'))
    await type(find('textbox', 'E-mail'), 'ben')
    await press(find('button', 'Make the link'))
    expect(changes()).toEqual([])
    await type(find('textbox', 'E-mail'), 'ben@example.org')
    await press(find('radio', 'Guest'))
    await press(find('button', 'Make the link'))
    expect(description(find('textbox', 'E-mail'))).toBe('A member has this address')
    answer = made
    await type(find('textbox', 'E-mail'), 'Cleo@example.org ')
    await press(find('button', 'Make the link'))
    expect(changes().at(-1)?.body).toEqual({ email: 'cleo@example.org', role: 'guest' })
    expect(words(find('dialog', 'Send them this link'))).toContain('Only cleo@example.org can use it')
  })
})

describe('sharing a page', () => {
  const PAGE = idOf(500)
  const link = (changes: Partial<ShareLink> = {}): ShareLink => ({
    ...{ id: idOf(70), role: 'viewer', maker: 'Ben', expiresAt: null, createdAt: ago(5) },
    ...changes,
  })
  const person = (changes: Partial<PersonWithAccess> = {}): PersonWithAccess => ({
    ...{ userId: idOf(900), name: 'Ada', hue: 1, avatar: null, workspaceRole: 'owner', role: 'owner' },
    ...changes,
  })
  async function dialog(
    answers: Answers = {},
    role: 'viewer' | 'commenter' | 'editor' = 'editor',
    title = 'Minutes',
  ) {
    const screen = await showScreen(
      <ShareDialog documentId={PAGE} title={title} role={role} myId={idOf(900)} />,
      {
        answers: {
          [`GET /api/v1/documents/${PAGE}/links`]: pageOf(),
          [`GET /api/v1/documents/${PAGE}/people`]: pageOf(person()),
          ...answers,
        },
      },
    )
    await screen.press(screen.find('button', 'Share'))
    return screen
  }

  test('is named by its page, also by one without a title', async () => {
    expect((await dialog()).names('dialog')).toEqual(['Share “Minutes”'])
    expect((await dialog({}, 'editor', ' ')).names('dialog')).toEqual(['Share “Untitled”'])
  })

  test.each(['viewer', 'commenter'] as const)(
    'a %s may see who has access, and is offered no link',
    async (role) => {
      const { words, names, calls } = await dialog({}, role)
      expect(words()).toContain('Links are made by people who may edit the page.')
      expect(names('button')).toEqual(['Close'])
      expect(calls.some(({ path }) => path.endsWith('/links'))).toBe(false)
      expect(words()).toContain('Ada (you) Owner')
    },
  )

  test('tells who of the workspace may do what, guests marked, a screenful at a time', async () => {
    const people = [
      person(),
      person({ userId: idOf(2), name: 'Ben', workspaceRole: 'guest', role: 'commenter' }),
      person({ userId: idOf(3), name: '<Cleo>', workspaceRole: 'member', role: 'editor' }),
    ]
    const { find, press, words, asked } = await dialog({
      [`GET /api/v1/documents/${PAGE}/people`]: ({ query }: Call) =>
        query.cursor
          ? pageOf(person({ userId: idOf(4), name: 'Dora', role: 'viewer' }))
          : { items: people, nextCursor: 'more' },
    })
    const told = words(find('region', 'People of the workspace'))
    expect(told).toContain('Ada (you) Owner Ben, guest Can comment <Cleo> Can edit')
    await press(find('button', 'Show more people'))
    expect(asked(`/api/v1/documents/${PAGE}/people`)?.query).toEqual({ limit: '20', cursor: 'more' })
    expect(words()).toContain('Dora Can read')
  })

  test('the links that work are told with what they give and how long; none as none', async () => {
    expect((await dialog()).words()).toContain('No link works: only the people below may open the page.')
    const { words } = await dialog({
      [`GET /api/v1/documents/${PAGE}/links`]: pageOf(
        link(),
        link({ id: idOf(71), role: 'editor', maker: null, expiresAt: ago(-3 * DAY) }),
      ),
    })
    expect(words()).toContain(
      'Can read made 5 min ago by Ben Revoke Can edit made 5 min ago, ends in 3 d Revoke',
    )
  })

  test('a link is made with a role and an end, shown this once, and gone when it was taken', async () => {
    const { find, press, choose, changes, words } = await dialog({
      [`POST /api/v1/documents/${PAGE}/links`]: {
        ...link({ role: 'commenter', expiresAt: ago(-7 * DAY) }),
        link: 'https://weft.example/s/secret',
      },
    })
    await choose('Whoever has it', 'Can comment')
    await choose('It works', 'For a week')
    await press(find('button', 'Make a link'))
    expect(changes()[0]?.body).toEqual({ role: 'commenter', expiresInDays: 7 })
    const told = words(find('dialog', 'Send this link'))
    expect(told).toContain('Can comment: whoever has it, until 17 Mar or until you revoke it.')
    await press(find('button', 'Copy the link'))
    expect(clipboard()).toEqual(['https://weft.example/s/secret'])
    await press(find('button', 'Done'))
    find('dialog', 'Share “Minutes”')
    expect(document.body.innerHTML).not.toContain('secret')
  })

  test('a link that was closed away unread is not shown again', async () => {
    const { find, press } = await dialog({
      [`POST /api/v1/documents/${PAGE}/links`]: { ...link(), link: 'https://weft.example/s/secret' },
    })
    await press(find('button', 'Make a link'))
    await press(find('button', 'Close'))
    await press(find('button', 'Share'))
    find('dialog', 'Share “Minutes”')
    expect(document.body.innerHTML).not.toContain('secret')
  })

  test('without an end asks for none', async () => {
    const { find, press, changes, words } = await dialog({
      [`POST /api/v1/documents/${PAGE}/links`]: { ...link(), link: 'https://weft.example/s/x' },
    })
    await press(find('button', 'Make a link'))
    expect(changes()[0]?.body).toEqual({ role: 'viewer', expiresInDays: null })
    expect(words()).toContain('Can read: whoever has it, until you revoke it.')
  })

  test('a link that cannot be made says why, beside the button', async () => {
    const { find, press, words } = await dialog({
      [`POST /api/v1/documents/${PAGE}/links`]: problem('conflict', 'Fifty links are enough.'),
    })
    await press(find('button', 'Make a link'))
    expect(words(find('alert'))).toContain('Fifty links are enough.')
  })

  test('a link is revoked after a question, and a refusal is said', async () => {
    const { find, press, changes, words } = await dialog({
      [`GET /api/v1/documents/${PAGE}/links`]: pageOf(link()),
      [`DELETE /api/v1/links/${idOf(70)}`]: problem('not-found', 'It was revoked already.'),
    })
    await press(find('button', 'Revoke'))
    expect(words(find('alertdialog', 'Revoke this link?'))).toContain('put out at once')
    expect(changes()).toEqual([])
    await press(find('button', 'Revoke it'))
    expect(changes().map(({ path }) => path)).toEqual([`/api/v1/links/${idOf(70)}`])
    expect(words()).toContain('It was revoked already.')
  })
})
