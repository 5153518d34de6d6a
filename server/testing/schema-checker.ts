import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Document = { components: { schemas: Record<string, object> } }

/**
 * Checks values against the emitted JSON Schema of an API description, by a validator that knows nothing of zod. Stricter than
 * the description in one point: a member that no schema names is a fault, so that nothing undocumented slips out.
 */
export function createSchemaChecker({ components }: Document): (schema: object, value: unknown) => string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  formats.default(ajv)
  return (schema, value) => {
    const validate = ajv.compile(closed({ ...schema, components }))
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath || '/'} ${message} ${JSON.stringify(params)}`.trim(),
    )
  }
}

function closed<T>(schema: T): T {
  return JSON.parse(
    JSON.stringify(schema, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('properties' in value) || !('type' in value))
        return value
      return value.type === 'object' ? { additionalProperties: false, ...value } : value
    }),
  )
}
