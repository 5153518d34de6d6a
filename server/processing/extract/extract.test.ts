import { describe, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { ExtractField } from '#server/contracts/sorting-kinds.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import type { Behaviour } from '#server/testing/fake-model-server.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { startModelWork } from '#server/testing/start-model-work.ts'
import { readField } from './field-schemas.ts'

const { model, ctx, run } = await startModelWork()

const TEXT =
  'On 12 March 2024 Mayor Ingrid Solberg opened the harbour. It cost $3.5 million; 1,250 guests came, and there was music. Sponsors: Varnholt Energi and Kelp Bank.'
const field = (name: string, type: ExtractField['type'] = 'text', required = false): ExtractField => ({
  name,
  type,
  required,
})
const extract = (fields: ExtractField[], text = TEXT): ProcessRequest => ({
  kind: 'extract',
  source: { type: 'text', text },
  fields,
})
const says = (...fields: unknown[]): Behaviour => ({ type: 'answer', text: JSON.stringify({ fields }) })
async function values(fields: ExtractField[], text = TEXT) {
  const { result } = await run(extract(fields, text))
  if (result.kind !== 'extract') throw new Error('not extracted')
  return result.fields.map((one) => one.values.map(({ value, evidence }) => [value, evidence]))
}

describe('a value', () => {
  test.each<[string, ExtractField, unknown, string | null, unknown]>([
    ['words of the text', field('Who'), 'ingrid solberg', null, ['ingrid solberg', 'text']],
    ['words that it does not hold', field('Who'), 'Napoleon', null, ['Napoleon', 'none']],
    [
      'words behind a passage that it holds',
      field('Mood'),
      'festive',
      'there was music',
      ['festive', 'passage'],
    ],
    ['a number in figures', field('Guests', 'number'), 1250, '1,250 guests', [1250, 'text']],
    [
      'a number in figures and words',
      field('Cost', 'number'),
      3_500_000,
      '$3.5 million',
      [3_500_000, 'text'],
    ],
    ['a number that the passage does not hold', field('Cost', 'number'), 99, '$3.5 million', [99, 'passage']],
    ['a number that nothing holds', field('Cost', 'number'), 77, null, [77, 'none']],
    ['a number without a passage', field('Guests', 'number'), '1250', null, [1250, 'text']],
    ['a day', field('When', 'date'), '2024-03-12', 'On 12 March 2024', ['2024-03-12', 'text']],
    [
      'another day than the passage has',
      field('When', 'date'),
      '2024-03-13',
      'On 12 March 2024',
      ['2024-03-13', 'passage'],
    ],
    ['yes', field('Music', 'yes-no'), 'yes', 'there was music', [true, 'passage']],
    ['no, for which nothing speaks', field('Rain', 'yes-no'), false, 'it rained', [false, 'none']],
  ])('that is %s says so', async (_, wanted, value, quote, expected) => {
    // Beside one that stands in the text, so that the answer is not refused as a whole.
    const anchor = { name: 'Place', value: 'harbour', quote: null }
    model.behave(says(anchor, { name: wanted.name.toUpperCase(), value, quote }))
    expect(await values([wanted, field('Place')])).toEqual([[expected], [['harbour', 'text']]])
  })

  test('of a list is looked up entry by entry; what has none has none', async () => {
    model.behave(
      says(
        { name: 'Sponsors', value: ['Varnholt Energi', 'Kelp Bank', 'Acme', 'Acme'] },
        { name: 'Fax', value: 'n/a' },
      ),
    )
    expect(await values([field('Sponsors', 'list'), field('Fax'), field('Never named')])).toEqual([
      [
        ['Varnholt Energi', 'text'],
        ['Kelp Bank', 'text'],
        ['Acme', 'none'],
      ],
      [],
      [],
    ])
  })

  test('points to where it stands', async () => {
    model.behave(says({ name: 'Who', value: 'Ingrid Solberg', quote: null }))
    const { result } = await run(extract([field('Who')]))
    const place = result.kind === 'extract' ? result.fields[0]?.values[0]?.place : undefined
    expect(TEXT.slice(place?.start, place?.end)).toBe('Ingrid Solberg')
  })
})

describe('an answer of the wrong form', () => {
  test('is sent back once with each fault and its field, and read when it is mended', async () => {
    model.behave(
      says({ name: 'When', value: 'in March' }, { name: 'Guests', value: 'many' }),
      says({ name: 'When', value: '2024-03-12', quote: '12 March 2024' }, { name: 'Guests', value: 1250 }),
    )
    expect(await values([field('When', 'date'), field('Guests', 'number')])).toEqual([
      [['2024-03-12', 'text']],
      [[1250, 'text']],
    ])
    const told = JSON.stringify(model.received[1]?.body.messages.at(-1))
    expect(told).toMatch(/When: expected a date like 2026-03-12.*Guests: expected a number/)
  })

  test('twice is no answer, and nobody makes one up; the reason names the field', async () => {
    model.behave(says({ name: 'Who', value: null }))
    await expect(run(extract([field('Who', 'text', true)]))).rejects.toMatchObject({
      code: 'provider-failed',
    })
    expect(model.received).toHaveLength(2)
    const row = await ctx.db.prisma.interaction.findFirst({ orderBy: { createdAt: 'desc' } })
    expect(JSON.stringify(row?.path)).toContain('Who: it is required, and missing')
  })

  test('of which nothing stands in the text is refused', async () => {
    model.behave(says({ name: 'Who', value: 'Napoleon', quote: 'Napoleon came' }))
    await expect(run(extract([field('Who')]))).rejects.toMatchObject({ code: 'provider-failed' })
  })

  test('that is no JSON, or another kind of it, is refused', async () => {
    for (const text of ['No.', '{"fields":{"Who":"x"}}', '[1,2]']) {
      model.behave({ type: 'answer', text })
      await expect(run(extract([field('Who')])), text).rejects.toMatchObject({ code: 'provider-failed' })
    }
  })
})

test('a long text is searched in parts: the first of equal values stands, others are told, and places are those of the text', async () => {
  const text = `${NEWS}\n\n${TEXT}`
  model.respond((words) =>
    says(
      { name: 'Who', value: words.includes('opened the harbour') ? 'Ingrid Solberg' : null },
      {
        name: 'Firm',
        value: words.includes('Varnholt Energi')
          ? 'Varnholt Energi'
          : words.includes('Brekke')
            ? 'Brekke'
            : null,
      },
      { name: 'Fax', value: null },
    ),
  )
  const { result, notes, parts } = await run(
    extract([field('Who'), field('Firm'), field('Fax', 'text', true)], text),
  )
  if (result.kind !== 'extract') throw new Error('not extracted')
  expect(parts?.total).toBeGreaterThan(1)
  const [who, firm, fax] = result.fields
  const place = who?.values[0]?.place
  expect(text.slice(place?.start, place?.end)).toBe('Ingrid Solberg')
  expect(firm?.values).toHaveLength(1)
  expect(fax?.values).toEqual([])
  expect(notes.join()).toMatch(/“Fax” is required, and no part of the text says it/)
})

test.each<[ExtractField['type'], unknown, unknown]>([
  ['text', '  a \n b ', { values: ['a b'] }],
  ['text', 5, { values: ['5'] }],
  ['text', { a: 1 }, { fault: 'expected text' }],
  ['text', 'unknown', { values: [] }],
  ['number', '-2.50', { values: [-2.5] }],
  ['number', '1,250', { fault: 'expected a number in plain figures' }],
  ['number', null, { values: [] }],
  ['date', '2024-02-30', { fault: 'expected a date like 2026-03-12' }],
  ['yes-no', 'No', { values: [false] }],
  ['yes-no', 'maybe', { fault: 'expected true or false' }],
  ['list', [], { values: [] }],
  ['list', 'a', { fault: 'expected a list' }],
])('%s out of %j is %j', (type, raw, read) => {
  expect(readField(field('x', type), raw)).toEqual(read)
})

test('a required field lacks when its list is empty, and names of prototypes are names like others', async () => {
  expect(readField(field('x', 'list', true), [])).toEqual({ fault: 'it is required, and missing' })
  model.behave({
    type: 'answer',
    text: '{"fields":[{"name":"__proto__","value":"music"},{"name":"constructor","value":null}]}',
  })
  expect(await values([field('__proto__'), field('constructor')])).toEqual([[['music', 'text']], []])
  expect(Object.hasOwn({}, 'value')).toBe(false)
})

test.each([
  ['no field', [], false],
  ['one', [{ name: 'Who' }], true],
  ['twenty-one', Array.from({ length: 21 }, (_, at) => ({ name: `f${at}` })), false],
  ['one name twice', [{ name: 'A' }, { name: 'a ' }], false],
  ['a type that there is not', [{ name: 'A', type: 'regex' }], false],
])('a job is asked for with %s: %j', (_, fields, taken) => {
  const request = { kind: 'extract', source: { type: 'text', text: 'x' }, fields }
  expect(CreateTask.safeParse({ request }).success).toBe(taken)
})
