// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheEntryView } from '#server/contracts/admin.ts'
import type { AuditEventView } from '#server/contracts/audit.ts'
import type { CacheEntryDetail } from '#server/contracts/cache.ts'
import type { DeadLetter, DeadLetterGroups } from '#server/contracts/task-administration.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { sampleCosts } from '#server/testing/screens/sample-costs.ts'
import { sampleSimilarity } from '#server/testing/screens/sample-similarity.ts'
import {
  ago,
  idOf,
  NOW,
  pageOf,
  sampleAdminTask,
  sampleInteraction,
  sampleMember,
  sampleTask,
} from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { AuditTab } from './audit-tab.tsx'
import { CacheTab } from './cache-tab.tsx'
import { DeadLettersTab } from './dead-letters-tab.tsx'
import { RequestDrawer } from './request-drawer.tsx'
import { RequestSearch } from './request-search.tsx'
import { useAddress } from './use-address.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

describe('dead letters', () => {
  const LIST = '/api/v1/admin/dead-letters'
  const error = { code: 'timed-out', message: 'Too <slow>.', retryable: true } as const
  const letter = (changes: Partial<DeadLetter> = {}): DeadLetter => ({
    ...sampleAdminTask({ status: 'FAILED', error, ...changes }),
    replay: changes.replay ?? null,
  })
  const group = (changes: Partial<DeadLetterGroups['groups'][number]> = {}) => ({
    ...{ kind: 'summarise', code: 'timed-out', count: 3, newestAt: ago(1), message: 'Too <slow>.' },
    ...changes,
  })
  const tab = (letters: DeadLetter[], answers: Answers = {}, at = '/admin?tab=dead-letters') =>
    showScreen(<DeadLettersTab />, {
      at,
      answers: {
        'GET /api/v1/admin/dead-letters': pageOf(...letters),
        'GET /api/v1/admin/dead-letters/groups': { groups: letters.length > 0 ? [group()] : [] },
        ...answers,
      },
    })

  test('none are told as a good thing, without acts on nothing', async () => {
    const { find, names, all } = await tab([])
    find('heading', 'Nothing failed for good')
    expect(names('button')).toEqual([])
    expect(all('list', 'Causes')).toEqual([])
  })

  test('are grouped by cause; a cause is pressed to see only its own', async () => {
    const { find, press, asked } = await tab([letter()], {
      'GET /api/v1/admin/dead-letters/groups': {
        groups: [group(), group({ kind: 'ocr', message: null, count: 1 })],
      },
    })
    find('button', '1 Read a scan timed-out No words were kept.')
    const cause = find('button', '3 Summarise timed-out Too <slow>.')
    expect(cause.getAttribute('aria-pressed')).toBe('false')
    await press(cause)
    expect(asked(LIST)?.query).toMatchObject({ kind: 'summarise', code: 'timed-out' })
    expect(find('button', /^3 Summarise/).getAttribute('aria-pressed')).toBe('true')
    find('button', 'Try this group again ...')
    await press(find('button', /^3 Summarise/))
    expect(window.location.search).toBe('?tab=dead-letters')
    find('button', 'Try all again ...')
  })

  test('those tried again are shown when asked for, with how that went', async () => {
    const replayed = (status: 'RUNNING' | 'COMPLETED' | 'FAILED') =>
      letter({ id: idOf(status.length), replay: { id: idOf(60), status } })
    const { find, press, asked, names } = await tab([
      ...[replayed('RUNNING'), replayed('COMPLETED'), replayed('FAILED')],
    ])
    await press(find('switch', 'Also those tried again'))
    expect(asked(LIST)?.query.replayed).toBe('true')
    expect(names('button')).toEqual(expect.arrayContaining(['Runs', 'Succeeded', 'Failed again']))
    await press(find('button', 'Succeeded'))
    expect(window.location.search).toContain(`task=${idOf(60)}`)
  })

  const PAGES: [string, Partial<DeadLetter>, string][] = [
    ['none', {}, 'none'],
    ['one that is closed to the reader', { documentId: idOf(5) }, 'closed to you'],
    ['one without a title', { documentId: idOf(5), documentTitle: '' }, 'Untitled'],
    ['a long one in full', { documentId: idOf(5), documentTitle: 'w'.repeat(300) }, 'w'.repeat(300)],
  ]
  test.each(PAGES)('the page: %s', async (_rule, page, told) => {
    const { all, words } = await tab([letter(page)])
    expect(words(all('cell')[4])).toBe(told)
  })

  test('each is tried again by itself, and what was made can be looked at', async () => {
    const { find, press, words, changes } = await tab([letter({ id: idOf(3) })], {
      [`POST /api/v1/tasks/${idOf(3)}/retry`]: sampleTask({ id: idOf(4), status: 'PENDING' }),
    })
    await press(find('button', 'Try again'))
    expect(changes().map(({ path }) => path)).toEqual([`/api/v1/tasks/${idOf(3)}/retry`])
    expect(words()).toContain('Asked for again')
    await press(find('button', 'Look'))
    expect(window.location.search).toContain(`task=${idOf(4)}`)
  })

  test('one with parts missing says so and asks only for these', async () => {
    const { find, words } = await tab([letter({ status: 'COMPLETED', partial: true })])
    expect(words(find('table', 'Dead letters'))).toContain('Partial')
    find('button', 'Try the missing parts')
  })

  test('boxes are called by what they pick', async () => {
    const { find, press, words } = await tab([letter(), letter({ id: idOf(2), kind: 'ocr', error: null })])
    find('checkbox', 'Pick Read a scan, failed')
    await press(find('checkbox', 'Pick Summarise, timed-out'))
    expect(words(find('region', 'Picked tasks'))).toContain('1 task picked')
    expect(words(find('region', 'Picked tasks'))).not.toContain('Cancel')
  })
})

describe('the cache', () => {
  const LIST = '/api/v1/admin/cache/entries'
  const entry = (changes: Partial<CacheEntryView> = {}): CacheEntryView => ({
    ...{ id: idOf(30), kind: 'summarise', key: 'summarise:0123456789abcdefghij', tags: [], bytes: 2_048 },
    ...{ hits: 1_204, createdAt: ago(60), lastHitAt: ago(2), expiresAt: ago(-120), staleUntil: ago(-240) },
    ...changes,
  })
  const nothing = { memory: 0, database: 0, joined: 0, stale: 0, miss: 0, bypass: 0, failed: 0 }
  const statistics = (changes: object = {}) => ({
    ...{ range: '24h', total: nothing, byKind: [], savedMs: 8_000_000, writtenBytes: 0, refreshes: {} },
    ...{ evicted: {}, invalidated: {}, refused: {} },
    series: { range: '24h', from: ago(1_440), stepSeconds: 900, points: 96, lines: [] },
    ...changes,
  })
  const tab = (entries: CacheEntryView[], answers: Answers = {}, at = '/admin?tab=cache') =>
    showScreen(<CacheTab />, {
      at,
      answers: {
        'GET /api/v1/admin/cache': {
          ...{
            entries: 1_204,
            bytes: 3_565_158,
            maxBytes: 67_108_864,
            hitRate: 0.666,
            series: [],
            newest: [],
          },
        },
        'GET /api/v1/admin/cache/kinds': { kinds: [] },
        'GET /api/v1/admin/cache/similarity': sampleSimilarity(),
        'GET /api/v1/admin/cache/statistics': statistics(),
        'GET /api/v1/admin/cache/entries': pageOf(...entries),
        ...answers,
      },
    })

  test('tells the money that it saved beside the time, where prices are known', async () => {
    const { words } = await tab([], { 'GET /api/v1/admin/providers/costs': sampleCosts({ range: '24h' }) })
    const figures = words(document.querySelector('dl') as Element)
    expect(figures).toContain('of charges saved last 24 hours €0.42')
  })

  test('is told in four figures: how often, what it saved, how many, how much', async () => {
    const { words } = await tab([])
    const figures = words(document.querySelector('dl') as Element)
    expect(figures).toContain('answered from the cache last 24 hours 67 %')
    expect(figures).toContain('of computing saved last 24 hours 2 h 13 min')
    expect(figures).toContain('answers kept 1,204')
    expect(figures).toContain('of 64.0 MiB used 3.4 MiB')
  })

  test('says why answers left, and nothing where none did', async () => {
    expect((await tab([])).words()).not.toContain('left memory')
    const { words } = await tab([], {
      'GET /api/v1/admin/cache/statistics': statistics({
        ...{ evicted: { 'memory:size': 1_204, 'database:expired': 2 }, invalidated: { tag: 2, glob: 3 } },
      }),
    })
    expect(words()).toContain(
      '1,204 left memory for room · 2 left the database by age · 5 forgotten by hand or by changes',
    )
  })

  test('that keeps nothing says when something comes; a pattern that fits nothing says that', async () => {
    expect((await tab([])).words()).toContain(
      'Nothing is kept yet. The first finished job leaves its answer here.',
    )
    expect((await tab([], {}, '/admin?glob=x*')).words()).toContain('No key fits.')
  })

  test('a key is told with its use, size and times, and never its answer', async () => {
    const { all, words } = await tab([entry()])
    expect(
      all('cell')
        .map((cell) => words(cell))
        .slice(0, 5),
    ).toEqual([...['summarise:0123456789abcdefghij', '1,204×', '2.0 KiB', '1 h ago', 'in 2 h']])
  })

  test('is searched by a pattern; one that cannot be is blamed beside it and not asked for', async () => {
    const { find, type, press, description, asked } = await tab([entry()])
    const field = find('searchbox', 'Pattern of keys')
    expect(description(field)).toBe('* any characters, ? exactly one')
    await type(field, 'a\\')
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(description(field)).toBe('A backslash at the end has nothing to take as it is')
    await press(find('button', 'Find'))
    expect(asked(LIST)?.query).toEqual({})
    await type(field, ' ocr:* ')
    await press(find('button', 'Find'))
    expect(asked(LIST)?.query).toEqual({ glob: 'ocr:*' })
    expect(window.location.search).toBe('?tab=cache&glob=ocr%3A*')
  })

  test('the field of the pattern follows the address: a tag takes the pattern away', async () => {
    const detail: CacheEntryDetail = {
      ...entry({ tags: ['document:7'] }),
      ...{ state: 'grace', costMs: 2_000, shape: { type: 'object', fields: ['text', 'words'] } },
      ...{ revalidateUntil: null, updatedAt: ago(60) },
    }
    const { find, press, all, words } = await tab(
      [entry()],
      { [`GET /api/v1/admin/cache/${idOf(30)}`]: detail },
      '/admin?tab=cache&glob=summ*',
    )
    await press(find('button', entry().key))
    const drawer = words(find('dialog', 'Kept answer'))
    expect(drawer).toContain('Kept in reserve: answers when nobody else does.')
    expect(drawer).toContain('Used 1,204 times, last 2 min ago')
    expect(drawer).toContain('Saved so far 40 min 8 s')
    expect(drawer).toContain('Shape object of text, words')
    await press(find('button', 'document:7'))
    expect(all('dialog')).toEqual([])
    expect(window.location.search).toBe('?tab=cache&tag=document%3A7')
    expect((find('searchbox') as HTMLInputElement).value).toBe('')
    await press(find('button', 'document:7'))
    expect(window.location.search).toBe('?tab=cache')
  })

  test.each([
    [0, 'Used never yet'],
    [1, 'Used 1 time, last'],
  ])('an answer used %d times is told in words', async (hits, told) => {
    const detail = {
      ...entry({ hits }),
      ...{ state: 'fresh', costMs: 1, shape: { type: 'string', fields: [] }, revalidateUntil: null },
      updatedAt: ago(60),
    }
    const { find, press, words } = await tab([entry()], { [`GET /api/v1/admin/cache/${idOf(30)}`]: detail })
    await press(find('button', entry().key))
    expect(words(find('dialog'))).toContain(told)
  })

  test('one answer is forgotten after a question', async () => {
    const { find, press, changes } = await tab([entry()], {
      [`DELETE /api/v1/admin/cache/${idOf(30)}`]: null,
    })
    await press(find('button', 'Forget the answer summarise:0123456789'))
    find('alertdialog', 'Forget this answer?')
    expect(changes()).toEqual([])
    await press(find('button', 'Forget it'))
    expect(changes().map(({ method, path }) => [method, path])).toEqual([
      ['DELETE', `/api/v1/admin/cache/${idOf(30)}`],
    ])
  })

  test('a key that was forgotten is gone at once, though the pointer and the focus are still among the keys', async () => {
    let kept = [entry(), entry({ id: idOf(31), key: 'ocr:kept' })]
    const { find, press, all, words } = await tab([], {
      [`GET ${LIST}`]: () => pageOf(...kept),
      [`DELETE /api/v1/admin/cache/${idOf(30)}`]: () => {
        kept = kept.slice(1)
        return null
      },
    })
    await press(find('button', 'Forget the answer summarise:0123456789'))
    await press(find('button', 'Forget it'))
    expect(all('cell').map((cell) => words(cell))).toContain('ocr:kept')
    expect(words()).not.toContain('summarise:0123456789abcdefghij')
    expect(words()).toContain('Live')
  })

  const FORGOTTEN: [number, string, string, string][] = [
    [1, 'Forget 1 kept answer?', 'Forget 1 answer', '1 kept answer forgotten'],
    [1_204, 'Forget 1,204 kept answers?', 'Forget 1,204 answers', '1,204 kept answers forgotten'],
  ]
  test.each(FORGOTTEN)(
    '%d that fit are counted, asked about, and forgotten',
    async (entries, title, action, told) => {
      const { find, press, changes, words } = await tab(
        [entry()],
        {
          'POST /api/v1/admin/cache/invalidations': ({ body }) => ({
            ...{ entries, bytes: 2_048, dryRun: JSON.stringify(body).includes('"dryRun":true') },
          }),
        },
        '/admin?tab=cache&glob=summ*',
      )
      await press(find('button', 'Forget all that fit ...'))
      expect(words(find('alertdialog', title))).toContain('2.0 KiB go from the database')
      const selector = { by: 'glob', glob: 'summ*' }
      expect(changes().map(({ body }) => body)).toEqual([{ selector, dryRun: true }])
      await press(find('button', action))
      expect(changes().at(-1)?.body).toEqual({ selector, dryRun: false })
      expect(words()).toContain(told)
    },
  )

  test('nothing that fits any more is said, and no question asked', async () => {
    const { find, press, words, all } = await tab(
      [entry()],
      { 'POST /api/v1/admin/cache/invalidations': { entries: 0, bytes: 0, dryRun: true } },
      '/admin?tab=cache&tag=document:7',
    )
    await press(find('button', 'Forget all that fit ...'))
    expect(all('alertdialog')).toEqual([])
    expect(words()).toContain('No kept answer fits any more')
  })
})

describe('the audit', () => {
  const event = (changes: Partial<AuditEventView> = {}): AuditEventView => ({
    ...{
      id: idOf(40),
      action: 'task-kind.paused',
      actorId: idOf(900),
      actorKind: 'person',
      actorName: 'Ada',
    },
    ...{ subjectType: 'task kind', subjectId: 'ocr', requestId: null, detail: {}, createdAt: ago(60 * 30) },
    ...changes,
  })
  const tab = (events: AuditEventView[], at = '/admin?tab=audit') =>
    showScreen(<AuditTab />, {
      at,
      answers: {
        'GET /api/v1/admin/audit': pageOf(...events),
        'GET /api/v1/members': pageOf(sampleMember(), sampleMember({ userId: idOf(901), name: 'Ben' })),
      },
    })

  test('tells the act, who, on what, with what beside, and when', async () => {
    const { all, words } = await tab([event({ detail: { waiting: 3 } })])
    expect(all('cell').map((cell) => words(cell))).toEqual([
      ...['Task kind paused', 'Ada', 'task kind ocr', 'waiting 3', 'yesterday'],
    ])
  })

  test.each([
    [{ actorName: null }, 'a removed person'],
    [{ actorName: null, actorKind: 'job' }, 'job'],
  ])('who did it, when that has no name: %o', async (changes, told) => {
    const { all, words } = await tab([event(changes)])
    expect(words(all('cell')[1])).toBe(told)
  })

  test('an act of a request leads to all that came of it; one without is no button', async () => {
    const { find, press, names } = await tab([
      event({ requestId: 'req-bbbbbbbb' }),
      event({ id: idOf(41), action: 'document.trashed' }),
    ])
    expect(names('button').filter((name) => name.startsWith('Document'))).toEqual([])
    await press(find('button', 'Task kind paused'))
    expect(window.location.search).toContain('request=req-bbbbbbbb')
  })

  test('is filtered by thing and person, out of the address', async () => {
    const { asked, choose, find, words } = await tab([], `/admin?tab=audit&thing=breaker&person=${idOf(901)}`)
    expect(asked('/api/v1/admin/audit')?.query).toEqual({
      ...{ subjectType: 'breaker', actorId: idOf(901) },
    })
    expect(words(find('combobox', 'Thing'))).toBe('Providers')
    expect(words(find('combobox', 'Person'))).toBe('Ben')
    expect(words()).toContain('Nothing of this kind is on record.')
    await choose('Person', 'Everybody')
    expect(window.location.search).toBe('?tab=audit&thing=breaker')
  })

  test('a thing that is none counts as absent in the filter and in the list', async () => {
    const { asked, find, words } = await tab([], '/admin?tab=audit&thing=socks')
    expect(asked('/api/v1/admin/audit')?.query).toEqual({})
    expect(words(find('combobox', 'Thing'))).toBe('Everything')
  })
})

function Follow() {
  const { get, set } = useAddress()
  return (
    <>
      <RequestSearch />
      <RequestDrawer
        id={get('request') ?? null}
        onTask={(task) => set({ task })}
        onClose={() => set({ request: undefined })}
      />
    </>
  )
}

describe('a request', () => {
  const trace = (changes: object = {}) => ({
    ...{ requestId: 'req-cccccccc', tasks: [], interactions: [], acts: [] },
    ...changes,
  })
  const follow = (answer: object, at = '/admin') =>
    showScreen(<Follow />, { at, answers: { 'GET /api/v1/admin/requests/req-cccccccc': answer } })

  test('is followed by its id; what is none is blamed in words at the field, until that is mended', async () => {
    const { find, type, key, description, act, all } = await follow(trace())
    const field = find('searchbox', 'Follow a request by its id')
    const submit = () => act(() => field.closest('form')?.requestSubmit())
    await type(field, 'no such id!')
    await submit()
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(description(field)).toBe('An id has 8 to 64 letters, digits and hyphens')
    expect(window.location.search).toBe('')
    await type(field, ' req-cccccccc ')
    expect(field.getAttribute('aria-invalid')).toBeNull()
    await submit()
    expect(window.location.search).toBe('?request=req-cccccccc')
    find('dialog', 'Request')
    await key(find('button', 'Close'), 'Escape')
    expect(all('dialog')).toEqual([])
    expect(window.location.search).toBe('')
  })

  test('shows the tasks, who was asked and what is on record, each part only where there is something', async () => {
    const { find, names, press, words } = await follow(
      trace({
        tasks: [sampleAdminTask({ id: idOf(6), kind: 'ocr' })],
        interactions: [sampleInteraction({ kind: 'ocr' })],
      }),
      '/admin?request=req-cccccccc',
    )
    expect(names('heading')).toEqual(['Request', 'Tasks', 'Who was asked'])
    expect(words(find('dialog'))).toContain('Read a scan, in 1.2 s')
    await press(find('button', 'Read a scan'))
    expect(window.location.search).toContain(`task=${idOf(6)}`)
  })

  test('its id can be copied, also when nothing is known of it', async () => {
    const { find, press, words } = await follow(
      problem('not-found', 'Nothing is known of this request.'),
      '/admin?request=req-cccccccc',
    )
    expect(words(find('alert'))).toContain('Nothing is known of this request.')
    const [copy] = [...document.querySelectorAll('button[aria-label="Copy the request id"]')]
    await press(copy as Element)
    expect(clipboard()).toEqual(['req-cccccccc'])
    expect(words()).toContain('Copied')
  })
})
