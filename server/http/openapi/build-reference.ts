import type {
  ApiReference,
  ReferenceAnswer,
  ReferenceContent,
  ReferenceField,
  ReferenceOperation,
} from '#server/contracts/api-reference.ts'
import { ERROR_CODES, ERROR_STATUS } from '#server/contracts/errors.ts'
import { describeField } from './describe-field.ts'
import type { OpenApiDocument, Operation, Response } from './openapi-document.ts'

const PROBLEM = '#/components/responses/'
const REQUEST_ID = '#/components/parameters/X-Request-Id'
const ONCE_ONLY = '#/components/parameters/Idempotency-Key'

/** The description of the API as the page for people shows it; `origin` stands in the commands that people copy. */
export function buildReference(document: OpenApiDocument, origin: string): ApiReference {
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) =>
      describeCall(document, { verb, path, operation, origin }),
    ),
  )
  const tagOf = new Map(
    Object.values(document.paths)
      .flatMap((verbs) => Object.values(verbs))
      .map(({ operationId, tags }) => [operationId, tags[0]]),
  )
  return {
    version: document.info.version,
    groups: document.tags.map(({ name, description }) => ({
      ...{ tag: name, description },
      operations: operations.filter(({ id }) => tagOf.get(id) === name),
    })),
    problems: ERROR_CODES.map((code) => ({
      ...{ code, status: String(ERROR_STATUS[code]) },
      when: document.components.responses[code]?.description ?? '',
    })),
    schemas: Object.entries(document.components.schemas).map(([name, schema]) => ({
      name,
      field: describeField(name, schema, true),
    })),
  }
}

type Described = { verb: string; path: string; operation: Operation; origin: string }

function describeCall(document: OpenApiDocument, described: Described): ReferenceOperation {
  const { verb, path, operation } = described
  const parameters = (operation.parameters ?? []).map((given) => {
    if (!('$ref' in given)) return given
    // Every call takes it, which is said once for all.
    if (given.$ref === REQUEST_ID) return undefined
    return document.components.parameters[given.$ref.split('/').at(-1) ?? '']
  })
  const [mediaType, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  return {
    id: operation.operationId,
    method: verb.toUpperCase(),
    path,
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    access: operation['x-weft-access'],
    scope: operation.security.flatMap((one) => one.key ?? [])[0] ?? null,
    keyOnly: operation.security.every((one) => one.key !== undefined),
    limit: operation['x-weft-limit'],
    onceOnly: operation.parameters?.some((one) => '$ref' in one && one.$ref === ONCE_ONLY) ?? false,
    parameters: parameters.flatMap((one): ReferenceField[] =>
      one
        ? [
            {
              ...describeField(one.name, one.schema, one.required === true),
              ...(one.description && { description: one.description }),
              where: one.in,
            },
          ]
        : [],
    ),
    ...(mediaType && { body: contentOf(mediaType, media) }),
    answers: Object.entries(operation.responses).flatMap(([status, answer]) => answersOf(status, answer)),
    problems: Object.entries(operation.responses).flatMap(([status, { $ref }]) => problemsOf(status, $ref)),
    curl: curlOf(described),
  }
}

function contentOf(
  mediaType: string,
  media: { schema?: Parameters<typeof describeField>[1] | undefined; example?: unknown } = {},
): ReferenceContent {
  return {
    mediaType,
    ...(media.schema && { schema: describeField('', media.schema, true) }),
    ...(media.example !== undefined && { example: JSON.stringify(media.example, null, 2) }),
  }
}

function answersOf(status: string, { $ref, description = '', content = {} }: Response): ReferenceAnswer[] {
  if ($ref !== undefined) return []
  const [mediaType, media] = Object.entries(content)[0] ?? []
  return [{ status, description, ...(mediaType && { content: contentOf(mediaType, media) }) }]
}

function problemsOf(status: string, $ref = ''): ReferenceOperation['problems'] {
  const code = ERROR_CODES.find((one) => $ref === `${PROBLEM}${one}`)
  return code ? [{ status, code }] : []
}

/** A command that can be pasted into a shell, whatever stands in the example. */
function curlOf({ verb, path, operation, origin }: Described): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)
  const lines = [`curl ${verb === 'get' ? '' : `-X ${verb.toUpperCase()} `}"${origin}${filled}"`]
  if (operation['x-weft-access'] !== 'anonymous') lines.push('-H "Authorization: Bearer $WEFT_KEY"')
  for (const [mediaType, { example }] of Object.entries(operation.requestBody?.content ?? {})) {
    lines.push(`-H "Content-Type: ${mediaType}"`)
    if (example === undefined) lines.push('--data-binary @file')
    else lines.push(`-d '${JSON.stringify(example).replaceAll("'", `'\\''`)}'`)
  }
  if ('text/event-stream' in (operation.responses['200']?.content ?? {})) lines.push('--no-buffer')
  return lines.join(' \\\n  ')
}
