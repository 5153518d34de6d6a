import type { z } from 'zod'
import { Problem } from '#server/contracts/errors.ts'
import { API_TAGS } from '../api-tags.ts'
import { type DeclaredRoute, isCatchAll } from './collect-routes.ts'
import { loadContracts, SchemaEmitter } from './component-schemas.ts'
import { describeOperation } from './describe-operation.ts'
import type { JsonSchema } from './json-schema.ts'
import type { OpenApiDocument, Operation } from './openapi-document.ts'
import { sampleValue } from './sample-value.ts'
import { SHARED_COMPONENTS } from './shared-components.ts'

const DESCRIPTION =
  'Everything that Weft’s own pages do goes through this API. Every failure is a problem (RFC 9457) with a code of a closed list, a sentence that a person can act on, and a request id. Objects may gain members in later versions; ignore those that you do not know. For people: /api/docs.'

/** The OpenAPI 3.1 description of these routes, from nothing but their declarations. */
export async function buildDocument(
  routes: readonly DeclaredRoute[],
  version: string,
): Promise<OpenApiDocument> {
  const offered = routes.filter((route) => !isCatchAll(route))
  const specs = offered.map((route) => route.spec)
  const schemas = new SchemaEmitter(
    await loadContracts(),
    specs.flatMap(({ params, query, input }) => [params, query, input].filter((one) => isSchema(one))),
    [...specs.flatMap(answersOf), Problem],
  )
  const paths: OpenApiDocument['paths'] = {}
  for (const route of offered) {
    const verbs = paths[route.path] ?? {}
    verbs[route.method.toLowerCase()] = describeOperation(route, schemas)
    paths[route.path] = verbs
  }
  const used = new Set(offered.map((route) => route.spec.tag))
  const components = schemas.components()
  for (const verbs of Object.values(paths))
    for (const operation of Object.values(verbs)) addExamples(operation, components)
  return {
    openapi: '3.1.1',
    info: { title: 'Weft', version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'This server' }],
    tags: Object.entries(API_TAGS)
      .filter(([name]) => [...used].some((tag) => tag === name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: components, ...SHARED_COMPONENTS },
  }
}

function isSchema(value: z.ZodType | 'bytes' | undefined): value is z.ZodType {
  return value !== undefined && value !== 'bytes'
}

function answersOf({ output, answers = {} }: DeclaredRoute['spec']): z.ZodType[] {
  const made = Object.values(answers).flatMap(({ schema }) => schema ?? [])
  return typeof output === 'string' ? made : [output, ...made]
}

function addExamples(operation: Operation, components: Record<string, JsonSchema>): void {
  const contents = [operation.requestBody, ...Object.values(operation.responses)]
  for (const { content = {} } of contents.flatMap((one) => one ?? []))
    for (const media of Object.values(content))
      if (media.schema && media.example === undefined) media.example = sampleValue(media.schema, components)
}
