import { z } from 'zod'

/** JSON Schema 2020-12, as far as our schemas use it. */
export const JsonSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  pattern: z.string().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return JsonSchema.optional()
  },
  get prefixItems() {
    return z.array(JsonSchema).optional()
  },
  get properties() {
    return z.record(z.string(), JsonSchema).optional()
  },
  get additionalProperties() {
    return z.union([z.boolean(), JsonSchema]).optional()
  },
  get propertyNames() {
    return JsonSchema.optional()
  },
  get anyOf() {
    return z.array(JsonSchema).optional()
  },
  get oneOf() {
    return z.array(JsonSchema).optional()
  },
  get allOf() {
    return z.array(JsonSchema).optional()
  },
})
export type JsonSchema = z.infer<typeof JsonSchema>

const PREFIX = '#/components/schemas/'

export function schemaRef(name: string): string {
  return `${PREFIX}${name}`
}

/** The component that a reference names; undefined for a schema that is no reference to one. */
export function referredName({ $ref }: Pick<JsonSchema, '$ref'>): string | undefined {
  return $ref?.startsWith(PREFIX) ? $ref.slice(PREFIX.length) : undefined
}

/** Names of all components that stand somewhere in a value. */
export function referredNames(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) referredNames(one, found)
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) {
      if (key === '$ref' && typeof one === 'string') {
        const name = referredName({ $ref: one })
        if (name !== undefined) found.add(name)
      } else referredNames(one, found)
    }
  return found
}

/** The same value with other names of components. */
export function renameReferences<T>(value: T, rename: (name: string) => string): T {
  const text = JSON.stringify(value, (key, one: unknown) => {
    const name = key === '$ref' && typeof one === 'string' ? referredName({ $ref: one }) : undefined
    return name === undefined ? one : schemaRef(rename(name))
  })
  return JSON.parse(text)
}
