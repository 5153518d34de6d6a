import { describe, expect, test } from 'vitest'
import { buildDocument } from './build-document.ts'
import { buildReference } from './build-reference.ts'
import { collectRoutes } from './collect-routes.ts'
import { describeField } from './describe-field.ts'
import { schemaRef } from './json-schema.ts'

const document = await buildDocument(await collectRoutes(), '1.2.3')
const reference = buildReference(document, 'https://weft.example')
const operations = reference.groups.flatMap((group) => group.operations)

test('every call of the description is in the reference once, below its tag', () => {
  const described = Object.values(document.paths).flatMap((verbs) =>
    Object.values(verbs).map(({ operationId, tags }) => `${tags[0]} ${operationId}`),
  )
  const shown = reference.groups.flatMap(({ tag, operations }) => operations.map(({ id }) => `${tag} ${id}`))
  expect(shown.sort()).toEqual(described.sort())
})

test('every schema that a type names is described', () => {
  const names = new Set(reference.schemas.map(({ name }) => name))
  const fieldsOf = (field: (typeof reference.schemas)[number]['field']): string[] => [
    ...field.schemas,
    ...field.children.flatMap(fieldsOf),
  ]
  const named = [
    ...reference.schemas.flatMap(({ field }) => fieldsOf(field)),
    ...operations.flatMap(({ parameters }) => parameters.flatMap(fieldsOf)),
  ]
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((name) => !names.has(name))).toEqual([])
})

describe('a command', () => {
  const curlOf = (method: string, path: string) =>
    operations.find((one) => one.method === method && one.path === path)?.curl ?? ''
  test('names the server, the key, and what is sent', () => {
    expect(curlOf('POST', '/api/v1/documents')).toMatch(
      /^curl -X POST "https:\/\/weft\.example\/api\/v1\/documents" \\\n {2}-H "Authorization: Bearer \$WEFT_KEY" \\\n {2}-H "Content-Type: application\/json" \\\n {2}-d '\{.*\}'$/,
    )
    expect(curlOf('GET', '/api/v1/documents/{id}')).toContain('/api/v1/documents/$ID"')
    expect(curlOf('GET', '/api/v1/events')).toContain('--no-buffer')
  })
  test('asks for no key where none is needed', () => {
    expect(curlOf('GET', '/api/health/live')).toBe('curl "https://weft.example/api/health/live"')
  })
  test('cannot end its own quotes', () => {
    for (const { curl } of operations) expect((curl.match(/'/g) ?? []).length % 2).toBe(0)
  })
})

describe('a type in words', () => {
  test.each([
    [{ type: 'string', format: 'uuid' }, 'string (uuid)'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ enum: ['a', 'b', 'c'] }, '"a", "b" or "c"'],
    [{ type: 'array', items: { $ref: schemaRef('TaskView') } }, 'list of TaskView'],
    [{ anyOf: [{ $ref: schemaRef('Id') }, { type: 'null' }] }, 'Id or null'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'object of number by name'],
    [{ const: true }, 'true'],
    [{}, 'anything'],
  ])('%j is %s', (schema, words) => {
    expect(describeField('x', schema, true).type).toBe(words)
  })

  test('bounds are told, and shapes are told apart by their fixed member', () => {
    expect(describeField('x', { type: 'string', minLength: 1, maxLength: 200 }, true).bounds).toEqual([
      'at least 1 character',
      'at most 200 characters',
    ])
    const shape = (value: string) => ({ type: 'object', properties: { type: { const: value } } })
    const either = describeField('source', { oneOf: [shape('text'), shape('document')] }, false)
    expect(either.children.map(({ name }) => name)).toEqual(['type = "text"', 'type = "document"'])
  })
})
