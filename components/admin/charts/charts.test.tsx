// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import type { ApiReference, ReferenceField, ReferenceOperation } from '#server/contracts/api-reference.ts'
import { PathStep } from '#server/contracts/processing.ts'
import { clipboard, WIDTH } from '#server/testing/screens/missing-in-jsdom.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ApiReferencePage } from '../../api-docs/api-reference-page.tsx'
import { CACHE_MARKS, OUTCOME_MARKS, STEP_MARKS, seriesColour } from '../marks.ts'
import type { ChartSeries } from './chart-data.ts'
import { LineChart } from './line-chart.tsx'
import { StackedBars } from './stacked-bars.tsx'

const FROM = '2026-03-10T12:00:00.000Z'
const series = (key: string, values: (number | null)[], index = 0): ChartSeries => ({
  ...{ key, label: key, values, mark: seriesColour(index) },
})
const data = (...all: ChartSeries[]) => ({ from: FROM, stepSeconds: 60, points: 4, series: all })
const bars = () =>
  [...document.querySelectorAll('[role=slider] svg rect')].filter((rect) => rect.closest('pattern') === null)

describe('a chart', () => {
  test('is named, with what each mark means and its sum; the plot is for eyes, its words for everybody', async () => {
    const { find, words, all } = await showScreen(
      <StackedBars
        title="Look-ups"
        note="last hour"
        data={data(series('hits', [1, 2, null, 4]), series('misses', [0, 1_000, 0, 0], 1))}
      />,
    )
    find('figure', 'Look-ups')
    expect(all('listitem').map((item) => words(item))).toEqual(['hits 7', 'misses 1,000'])
    const slider = find('slider', 'Look-ups, step')
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d: hits 4, misses 0$/)
    expect([slider.getAttribute('aria-valuemin'), slider.getAttribute('aria-valuemax')]).toEqual(['0', '3'])
  })

  test('is walked through step by step; each step is told, and Escape gives the sums back', async () => {
    const { find, key, all, words } = await showScreen(
      <StackedBars
        title="Ended"
        data={data(series('done', [1, 2, 3, 4]), series('failed', [0, null, 1, 0], 1))}
      />,
    )
    const plot = find('slider', 'Ended, step')
    const legend = () => all('listitem').map((item) => words(item))
    await key(plot, 'Home')
    expect(legend()).toEqual(['done 1', 'failed 0'])
    await key(plot, 'ArrowRight')
    expect(legend()).toEqual(['done 2', 'failed –'])
    expect(plot.getAttribute('aria-valuetext')).toMatch(/: done 2, failed –$/)
    await key(plot, 'End')
    await key(plot, 'ArrowRight')
    expect(plot.getAttribute('aria-valuenow')).toBe('3')
    await key(plot, 'Escape')
    expect(legend()).toEqual(['done 10', 'failed 1'])
  })

  test('stacks its bars without a gap, and shows one beside a thousand', async () => {
    await showScreen(
      <StackedBars title="x" data={data(series('many', [1_000, 0, 0, 0]), series('one', [1, 0, 0, 0], 1))} />,
    )
    const [low, high, ...more] = bars()
    expect(more).toEqual([])
    const box = (rect: Element | undefined) =>
      ['y', 'height', 'width'].map((name) => Number(rect?.getAttribute(name)))
    const [[lowY = 0] = [], [highY = 0, highTall = 0] = []] = [box(low), box(high)]
    expect(highY + highTall).toBeCloseTo(lowY)
    expect(highTall).toBeGreaterThanOrEqual(1.5)
    expect(box(low)[2]).toBeLessThanOrEqual(WIDTH / 4)
  })

  test('breaks its line where nothing was measured, and shows a lonely value as a dot', async () => {
    await showScreen(<LineChart title="Waiting" data={data(series('a', [1, 2, null, 4]))} />)
    expect(document.querySelectorAll('polyline')).toHaveLength(1)
    expect(document.querySelectorAll('circle')).toHaveLength(1)
  })

  test('without anything says so, and its axis still has a top', async () => {
    const { words, find } = await showScreen(<LineChart title="Waiting" data={data()} leastTop={4} />)
    expect(words()).toContain('Nothing in this time')
    expect(find('slider', 'Waiting, step').getAttribute('aria-valuetext')).toMatch(/: nothing$/)
    expect(document.querySelector('p.figures')?.textContent).toMatch(/^420/)
  })

  test('is a table on demand, newest first, with the same words for its figures and without empty steps', async () => {
    const { find, press, all, words } = await showScreen(
      <LineChart title="Took" data={data(series('p50', [10, null, 0, 40]))} format={(ms) => `${ms} ms`} />,
    )
    const button = find('button', 'Took as a table')
    await press(button)
    expect(find('button', 'Took as a table').getAttribute('aria-pressed')).toBe('true')
    find('table', 'Took')
    expect(all('cell').map((cell) => words(cell))).toEqual(['40 ms', '10 ms'])
    expect(all('rowheader')).toHaveLength(2)
    expect(find('region', 'Took').getAttribute('tabindex')).toBe('0')
    await press(find('button', 'Took as a table'))
    find('slider', 'Took, step')
  })

  test('of nothing is a table that says so', async () => {
    const { find, press, words } = await showScreen(
      <StackedBars title="x" data={data(series('a', [0, 0, null, 0]))} />,
    )
    await press(find('button', 'x as a table'))
    expect(words()).toContain('Nothing was counted in this time.')
  })
})

describe('marks', () => {
  test.each([
    ['outcomes', OUTCOME_MARKS],
    ['look-ups', CACHE_MARKS],
    ['steps', STEP_MARKS],
  ])('of %s are told apart without their colours, or by colours that are told apart', (_name, marks) => {
    const looks = marks.map(({ mark }) => `${mark.colour} ${mark.texture ?? ''}`)
    expect(new Set(looks).size).toBe(looks.length)
    expect(new Set(marks.map(({ label }) => label)).size).toBe(marks.length)
  })
  test('there is one for every step that can answer, so that no bar is short of what happened', () => {
    const marked = STEP_MARKS.map(({ key }) => key)
    // The queue answers nothing: its step says why no provider was asked.
    const steps = PathStep.shape.step.options.filter((step) => step !== 'queue')
    expect(marked).toEqual(expect.arrayContaining(steps))
  })
  test('of twenty lines differ, each from every other', () => {
    const looks = Array.from({ length: 20 }, (_, index) => JSON.stringify(seriesColour(index)))
    expect(new Set(looks).size).toBe(20)
  })
})

describe('the reference of the API', () => {
  const field = (name: string, changes: Partial<ReferenceField> = {}): ReferenceField => ({
    ...{ name, type: 'string', schemas: [], required: true, bounds: [], children: [] },
    ...changes,
  })
  const operation = (id: string, changes: Partial<ReferenceOperation> = {}): ReferenceOperation => ({
    ...{ id, method: 'GET', path: `/api/v1/${id}`, summary: `Read ${id}`, access: 'person', scope: 'read' },
    ...{
      limit: '300 a minute',
      onceOnly: false,
      keyOnly: false,
      parameters: [],
      answers: [],
      problems: [],
      curl: `curl ${id}`,
    },
    ...changes,
  })
  const reference: ApiReference = {
    version: '0.1.0',
    groups: [
      {
        ...{ tag: 'Pages', description: 'What is written.' },
        operations: [
          operation('pages', {
            parameters: [
              field('cursor', { where: 'query', required: false, bounds: ['at most 200 characters'] }),
            ],
            answers: [
              {
                status: '200',
                description: 'A page.',
                content: { mediaType: 'application/json', example: '{"a":1}' },
              },
            ],
            problems: [{ status: '404', code: 'not-found' }],
          }),
          operation('make', {
            ...{
              method: 'DELETE',
              access: 'workspace-owner',
              scope: 'write',
              onceOnly: true,
              summary: 'Delete <all>',
            },
            body: { mediaType: 'application/json', schema: field('', { type: 'Wish', schemas: ['Wish'] }) },
          }),
        ],
      },
    ],
    schemas: [
      {
        name: 'Wish',
        field: field('Wish', {
          type: 'object',
          children: [field('words', { type: 'list of Wish', schemas: ['Wish'] })],
        }),
      },
    ],
    problems: [{ status: '404', code: 'not-found', when: 'It is `not` there.' }],
  }
  const page = (signedIn = true) => showScreen(<ApiReferencePage reference={reference} signedIn={signedIn} />)

  test('tells of each call what it takes, who may, how often, and what can go wrong, with a way to each', async () => {
    const { find, words, all } = await page()
    const call = words(find('region', 'Read pages'))
    expect(call).toContain('GET /api/v1/pages session, or key with read limit: 300 a minute')
    expect(call).toContain('cursor string in the query may be left out at most 200 characters')
    const owner = words(find('region', 'Delete <all>'))
    expect(owner).toContain('owners only session, or key with write takes Idempotency-Key')
    expect(all('link', '404 not-found')[0]?.getAttribute('href')).toBe('#problem-not-found')
    expect(document.getElementById('problem-not-found')?.textContent).toContain('It is not there.')
  })

  test('every link within it leads to something that is there', async () => {
    const { all } = await page()
    const within = all('link')
      .map((link) => link.getAttribute('href') ?? '')
      .filter((href) => href.startsWith('#'))
    expect(within.length).toBeGreaterThan(10)
    expect(within.filter((href) => !document.getElementById(href.slice(1)))).toEqual([])
  })

  test('a body of a named schema shows its members, and the type leads there', async () => {
    const { find, words, all } = await page()
    expect(words(find('list', 'Body of Delete <all>'))).toContain('words list of Wish')
    expect(all('link', 'Wish').every((link) => link.getAttribute('href') === '#schema-Wish')).toBe(true)
  })

  test('a stranger is told that there is more for owners', async () => {
    expect((await page(false)).words()).toContain('Sign in to see what owners may call besides.')
    expect((await page(true)).words()).not.toContain('Sign in to see')
  })

  test('is searched by words in any order, of verb, address and summary; Enter goes to the first', async () => {
    const { all, type, act, words } = await page()
    const [field] = all('searchbox', 'Search the reference')
    const entries = () =>
      [...(field?.closest('nav')?.querySelectorAll('li a') ?? [])].map((link) => words(link))
    await type(field as Element, 'pages READ')
    expect(entries()).toEqual(['GET Read pages'])
    await act(() => field?.closest('form')?.requestSubmit())
    expect(window.location.hash).toBe('#pages')
    await type(field as Element, 'teapot')
    expect(entries()).toEqual([])
    expect(words()).toContain('Nothing here is called “teapot”.')
  })

  test('commands and examples are copied whole, and it is said', async () => {
    const { find, press, words } = await page()
    await press(find('region', 'Read pages').querySelector('button[aria-label="Copy: Command"]') as Element)
    expect(clipboard()).toEqual(['curl pages'])
    expect([...document.querySelectorAll('[role=status]')].map((each) => words(each))).toContain('Copied')
  })
})
