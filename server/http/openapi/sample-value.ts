import { type JsonSchema, referredName } from './json-schema.ts'

type Components = Readonly<Record<string, JsonSchema>>

// What stands in examples under these names, where the schema allows it and gives no example of its own.
const BY_NAME: Readonly<Record<string, unknown>> = {
  name: 'Ada Lovelace',
  userName: 'Ada Lovelace',
  invitedBy: 'Ada Lovelace',
  email: 'ada@example.org',
  password: 'a long walk in the rain',
  workspaceName: 'The analytical society',
  title: 'Minutes of Monday',
  documentTitle: 'Minutes of Monday',
  preview: 'We met at nine and agreed on the plan for the autumn.',
  text: 'We met at nine and agreed on the plan for the autumn. Ada writes the report.',
  position: 'a0',
  hue: 174,
  kind: 'summarise',
  provider: 'local',
  model: 'weft-local-1',
  mediaType: 'image/png',
  url: '/api/v1/attachments/0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b',
  bytes: 48_213,
  width: 1280,
  height: 800,
  prefix: 'weft_Xy3kQ9a',
  key: 'weft_Xy3kQ9a…',
  requestId: '0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b',
  note: 'Reading the text',
  words: 80,
  instruction: 'Keep the dates.',
  method: 'sentences',
  version: '0.1.0',
  detail: 'Answers within 2 ms.',
  message: 'The provider did not answer in time.',
  host: 'machine-1',
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: '0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b',
  'date-time': '2026-03-02T09:30:00.000Z',
  date: '2026-03-02',
  email: 'ada@example.org',
  uri: 'https://weft.example.org/invitations/x',
}

// In the example of a thing that went well these are null, where they may be.
const NULL_WHEN_WELL =
  /^(error|reason|lastError|openedAt|retryAt|trashedAt|acceptedAt|cursor|idempotencyKey)$/

// Schemas that hold themselves end here.
const DEPTH_MAX = 8

/**
 * A value that fits a schema, made to be read by people: its own example or default, else something speaking for the name
 * and format, else the smallest that is allowed. The examples of the reference are these, and a test validates every one.
 */
export function sampleValue(schema: JsonSchema, components: Components, name = '', depth = 0): unknown {
  const within = (inner: JsonSchema, as = name) => sampleValue(inner, components, as, depth + 1)
  const same = (inner: JsonSchema) => sampleValue(inner, components, name, depth)
  if (schema.examples?.length) return schema.examples[0]
  if ('const' in schema && schema.const !== undefined) return schema.const
  if (schema.enum?.length) return schema.enum.includes(BY_NAME[name]) ? BY_NAME[name] : schema.enum[0]
  if (schema.default !== undefined) return schema.default
  const target = components[referredName(schema) ?? '']
  if (target) return same(target)
  if (NULL_WHEN_WELL.test(name) && mayBeNull(schema)) return null
  const [option] = schema.oneOf ?? schema.anyOf ?? []
  if (option) return same(option)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(same))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'object':
      return sampleObject(schema, within, depth)
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map((item) => within(item))
      return schema.items && depth <= DEPTH_MAX ? [within(schema.items, name.replace(/s$/, ''))] : []
    case 'string':
      return sampleString(schema, name)
    case 'integer':
    case 'number':
      return sampleNumber(schema, name, type === 'integer')
    case 'boolean':
      return false
    default:
      return null
  }
}

function mayBeNull({ type, anyOf }: JsonSchema): boolean {
  if (Array.isArray(type)) return type.includes('null')
  return anyOf?.some((option) => option.type === 'null') ?? false
}

type Within = (inner: JsonSchema, as?: string) => unknown

function sampleObject(schema: JsonSchema, within: Within, depth: number): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties } = schema
  const entries = Object.entries(properties)
    .filter(([key]) => required.includes(key) || depth <= 2)
    .map(([key, inner]) => [key, within(inner, key)])
  const named = Object.fromEntries(entries)
  if (typeof additionalProperties !== 'object') return named
  const keys = required.length > 0 ? required : ['hit']
  return { ...Object.fromEntries(keys.map((key) => [key, within(additionalProperties, '')])), ...named }
}

function sampleString({ format = '', pattern, minLength = 0, maxLength = 1e6 }: JsonSchema, name: string) {
  const formatted = BY_FORMAT[format]
  if (formatted !== undefined) return formatted
  const speaking = BY_NAME[name]
  const candidates = [speaking, 'text', 'x'.repeat(minLength), 'x'.repeat(43)]
  const fitting = candidates.find(
    (one): one is string =>
      typeof one === 'string' &&
      one.length >= minLength &&
      one.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(one)),
  )
  return fitting ?? ''
}

function sampleNumber(schema: JsonSchema, name: string, whole: boolean): number {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema
  const least = schema.exclusiveMinimum === undefined ? minimum : schema.exclusiveMinimum + 1
  const speaking = BY_NAME[name]
  if (typeof speaking === 'number' && speaking >= least && speaking <= maximum) return speaking
  if (!whole && maximum <= 1) return 0.8
  return Math.min(maximum, Math.max(least, 1))
}
