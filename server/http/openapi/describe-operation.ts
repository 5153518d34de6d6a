import { ERROR_STATUS } from '#server/contracts/errors.ts'
import { isOnceOnly } from '../once-only.ts'
import type { DeclaredRoute } from './collect-routes.ts'
import type { SchemaEmitter } from './component-schemas.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Operation, Parameter, Response } from './openapi-document.ts'
import { problemsOf } from './problems-of.ts'

const SUCCESS_WORDS: Readonly<Record<number, string>> = { 200: 'The answer', 201: 'Made', 202: 'Taken on' }

/** How the reference describes one route. Examples are added when all components are known. */
export function describeOperation(route: DeclaredRoute, schemas: SchemaEmitter): Operation {
  const { method, path, spec } = route
  const parameters = parametersOf(route, schemas)
  const body = bodyOf(route, schemas)
  return {
    operationId: operationId(method, path),
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description && { description: spec.description }),
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...successesOf(route, schemas), ...problemAnswers(route) },
    'x-weft-access': spec.access,
    'x-weft-limit': spec.limit,
  }
}

function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/(v1\/)?/, '')
    .split('/')
    .map((part) => part.replaceAll(/[^A-Za-z0-9]+/g, ' ').trim())
    .map((part, index) => (path.includes(`{${part}}`) && index > 0 ? `by ${part}` : part))
    .join(' ')
  const name = words.replaceAll(/ +(\w)/g, (_, letter: string) => letter.toUpperCase())
  return `${method.toLowerCase()}${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

function securityOf({ method, spec }: DeclaredRoute): Operation['security'] {
  if (spec.access === 'anonymous') return [{}]
  if (spec.agents) return [{ key: ['agent'] }, { key: ['write'] }]
  return [{ session: [] }, { key: [method === 'GET' ? 'read' : 'write'] }]
}

function parametersOf(
  { method, spec }: DeclaredRoute,
  schemas: SchemaEmitter,
): Operation['parameters'] & object {
  const listed = (where: 'path' | 'query'): Parameter[] => {
    const schema = where === 'path' ? spec.params : spec.query
    if (!schema) return []
    const { properties = {}, required = [] } = schemas.definitionOf(schema, 'input')
    return Object.entries(properties).map(([name, { description, ...property }]) => ({
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description && { description }),
      schema: property,
    }))
  }
  const headers = isOnceOnly(method, spec) ? ['Idempotency-Key', 'X-Request-Id'] : ['X-Request-Id']
  return [
    ...listed('path'),
    ...listed('query'),
    ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

function bodyOf(
  { spec }: DeclaredRoute,
  schemas: SchemaEmitter,
): Record<string, { schema?: JsonSchema }> | undefined {
  if (spec.input === undefined) return undefined
  // A raw body has no schema in OpenAPI 3.1: its media type says everything.
  if (spec.input === 'bytes') return { 'application/octet-stream': {} }
  return { 'application/json': { schema: schemas.schemaOf(spec.input, 'input') } }
}

const HEADERS: Response['headers'] = {
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
}

const REPLAYED = { 'Idempotency-Replayed': { $ref: '#/components/headers/Idempotency-Replayed' } }

function successesOf({ method, spec }: DeclaredRoute, schemas: SchemaEmitter): Record<string, Response> {
  if (spec.output === 'nothing')
    return { [spec.status ?? 204]: { description: 'Done; there is no body', headers: HEADERS } }
  if (spec.output === 'response') {
    const answers = spec.answers ?? {
      200: { description: 'The bytes', mediaType: 'application/octet-stream' },
    }
    return Object.fromEntries(
      Object.entries(answers).map(([status, { description, mediaType, schema }]): [string, Response] => {
        const content: JsonSchema | undefined = schema && schemas.schemaOf(schema, 'output')
        const type = mediaType ?? (schema ? 'application/json' : undefined)
        return [
          status,
          {
            ...{ description, headers: HEADERS },
            ...(type && { content: { [type]: content ? { schema: content } : {} } }),
          },
        ]
      }),
    )
  }
  const status = spec.status ?? 200
  const schema = schemas.schemaOf(spec.output, 'output')
  const { properties } = schemas.definitionOf(spec.output, 'output')
  const listed = properties && 'nextCursor' in properties
  return {
    [status]: {
      description: SUCCESS_WORDS[status] ?? 'The answer',
      headers: {
        ...HEADERS,
        ...(isOnceOnly(method, spec) && REPLAYED),
        ...(listed && { Link: { $ref: '#/components/headers/Link' } }),
      },
      content: { 'application/json': { schema } },
    },
  }
}

function problemAnswers(route: DeclaredRoute): Record<string, Response> {
  // A success that has the status of a problem (not ready: 503) describes it itself.
  const own = route.spec.answers ?? {}
  return Object.fromEntries(
    problemsOf(route)
      .filter((code) => !(ERROR_STATUS[code] in own))
      .map((code) => [String(ERROR_STATUS[code]), { $ref: `#/components/responses/${code}` }]),
  )
}
