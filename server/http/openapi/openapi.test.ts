import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, test } from 'vitest'
import { ERROR_STATUS } from '#server/contracts/errors.ts'
import { createSchemaChecker } from '#server/testing/schema-checker.ts'
import { API_TAGS } from '../api-tags.ts'
import { buildDocument } from './build-document.ts'
import { collectRoutes, isCatchAll } from './collect-routes.ts'
import { referredNames } from './json-schema.ts'
import { OpenApiDocument } from './openapi-document.ts'
import { describeTo } from './read-description.ts'

const routes = (await collectRoutes()).filter((one) => !isCatchAll(one))
const document = await buildDocument(routes, '1.2.3')
const check = createSchemaChecker(document)

const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ name: `${verb.toUpperCase()} ${path}`, operation })),
)

test('the document is OpenAPI 3.1 by the official schema', async () => {
  const validator = new Validator()
  const result = await validator.validate(JSON.parse(JSON.stringify(document)))
  expect(result).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  // The judge does judge: the same without a part that OpenAPI demands fails.
  const { info, ...rest } = document
  expect(await new Validator().validate(JSON.parse(JSON.stringify(rest)))).toMatchObject({ valid: false })
})

test('every route is described, by its own words, and nothing else is', () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(routes.map(({ name }) => name).sort())
  for (const { name, spec } of routes) {
    const operation = operations.find((one) => one.name === name)?.operation
    expect(operation).toMatchObject({ summary: spec.summary, tags: [spec.tag] })
  }
})

test('operations have names of their own, and summaries that are one', () => {
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { operation } of operations) {
    expect(operation.operationId).toMatch(/^[a-z]+[A-Z][A-Za-z0-9]+$/)
    expect(operation.summary).toMatch(/^[A-Z].{5,70}[^.]$/)
    expect(Object.keys(API_TAGS)).toContain(operation.tags[0])
  }
})

test('reports of health and problems are components', () => {
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['HealthReport', 'Problem', 'TaskView', 'DocumentSummary']),
  )
})

test('every component that is referred to exists, and every one that exists is referred to', () => {
  const { schemas, ...shared } = document.components
  const used = referredNames([document.paths, shared, schemas])
  expect([...used].sort()).toEqual(Object.keys(schemas).sort())
})

describe.each(operations)('$name', ({ operation }) => {
  test('has examples that fit their schemas', () => {
    const contents = [operation.requestBody, ...Object.values(operation.responses)]
    for (const { content = {} } of contents.flatMap((one) => one ?? []))
      for (const [type, media] of Object.entries(content)) {
        if (!type.includes('json') || !media.schema) continue
        expect(media.example).toBeDefined()
        expect(check(media.schema, media.example)).toEqual([])
      }
  })

  test('lists the problems that it can have, each with its status', () => {
    const problems = Object.entries(operation.responses).filter(([, answer]) => answer.$ref)
    for (const [status, { $ref = '' }] of problems) {
      const code = $ref.replace('#/components/responses/', '')
      expect(ERROR_STATUS).toHaveProperty(code, Number(status))
      expect(document.components.responses).toHaveProperty([code])
    }
    expect(problems.map(([status]) => status)).toEqual(expect.arrayContaining(['401', '429', '500']))
  })
})

test('the examples of problems are problems', () => {
  for (const [code, { content }] of Object.entries(document.components.responses)) {
    const media = content?.['application/problem+json']
    expect(check(media?.schema ?? {}, media?.example)).toEqual([])
    expect(media?.example).toMatchObject({ code })
  }
})

describe('what only owners may call', () => {
  let forOthers: OpenApiDocument
  beforeAll(() => {
    forOthers = describeTo(false, document, 'weft-session')
  })

  test('is described to nobody else, with its tag and its schemas', () => {
    expect(Object.keys(forOthers.paths).filter((path) => path.includes('/admin/'))).toEqual([])
    expect(forOthers.tags.map(({ name }) => name)).not.toContain('Admin')
    expect(JSON.stringify(forOthers).includes('/api/v1/admin')).toBe(false)
    expect(forOthers.components.schemas).not.toHaveProperty('AdminTask')
    expect(forOthers.components.schemas).not.toHaveProperty('HealthReport')
    expect(forOthers.components.schemas).toHaveProperty('TaskView')
  })
  test('leaves a whole document behind', async () => {
    const used = referredNames(JSON.parse(JSON.stringify(forOthers)))
    expect([...used].sort()).toEqual(Object.keys(forOthers.components.schemas).sort())
    expect(await new Validator().validate(JSON.parse(JSON.stringify(forOthers)))).toEqual({ valid: true })
  })
  test('is described to owners', () => {
    expect(describeTo(true, document, 'weft-session').paths).toEqual(document.paths)
    expect(describeTo(true, document, '__Host-x').components.securitySchemes.session?.name).toBe('__Host-x')
  })
})

test('the description survives being written and read again', () => {
  const read = OpenApiDocument.parse(JSON.parse(JSON.stringify(document)))
  expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(document)))
})
