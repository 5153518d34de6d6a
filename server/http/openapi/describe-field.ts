import type { ReferenceField } from '#server/contracts/api-reference.ts'
import { type JsonSchema, referredName } from './json-schema.ts'

// Deeper members are those of schemas with a name, which are described by themselves.
const DEPTH_MAX = 6

/** A schema in the words of the reference. Schemas with a name are named, not repeated. */
export function describeField(
  name: string,
  schema: JsonSchema,
  required: boolean,
  depth = 0,
): ReferenceField {
  const schemas: string[] = []
  const type = typeWords(schema, schemas)
  return {
    ...{ name, type, schemas, required },
    ...(schema.description && { description: schema.description }),
    bounds: boundsOf(schema),
    children: depth < DEPTH_MAX ? childrenOf(schema, depth) : [],
  }
}

function childrenOf(schema: JsonSchema, depth: number): ReferenceField[] {
  if (schema.properties)
    return Object.entries(schema.properties).map(([name, inner]) =>
      describeField(name, inner, schema.required?.includes(name) === true, depth + 1),
    )
  if (schema.items?.properties) return childrenOf(schema.items, depth)
  const { additionalProperties } = schema
  if (typeof additionalProperties === 'object' && additionalProperties.properties)
    return childrenOf(additionalProperties, depth)
  const options = optionsOf(schema)
  if (options.length === 1 && options[0]) return childrenOf(options[0], depth)
  return options
    .filter((one) => one.properties)
    .map((one) => describeField(variantName(one), one, false, depth + 1))
}

/** What tells one of several shapes from the others: the member that has one value. */
function variantName({ properties = {} }: JsonSchema): string {
  const [fixed] = Object.entries(properties).filter(([, inner]) => inner.const !== undefined)
  return fixed ? `${fixed[0]} = ${JSON.stringify(fixed[1].const)}` : 'otherwise'
}

function optionsOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  return (oneOf ?? anyOf ?? []).filter((option) => option.type !== 'null')
}

function typeWords(schema: JsonSchema, schemas: string[]): string {
  const named = referredName(schema)
  if (named !== undefined) {
    schemas.push(named)
    return named
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return listed(schema.enum.map((value) => JSON.stringify(value)))
  const options = schema.oneOf ?? schema.anyOf
  if (options) return listed([...new Set(options.map((option) => typeWords(option, schemas)))])
  if (Array.isArray(schema.type)) return listed(schema.type)
  switch (schema.type) {
    case 'array':
      return `list of ${schema.items ? typeWords(schema.items, schemas) : 'anything'}`
    case 'object': {
      const { additionalProperties } = schema
      if (typeof additionalProperties !== 'object') return 'object'
      return `object of ${typeWords(additionalProperties, schemas)} by name`
    }
    case 'string':
      return schema.format ? `string (${schema.format})` : 'string'
    case undefined:
      return 'anything'
    default:
      return schema.type
  }
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? 'nothing'
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function boundsOf(schema: JsonSchema): string[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema
  return [
    minLength !== undefined && minLength > 0 && `at least ${counted(minLength, 'character')}`,
    maxLength !== undefined && `at most ${counted(maxLength, 'character')}`,
    minimum !== undefined && `${minimum} or more`,
    maximum !== undefined && `at most ${maximum}`,
    minItems !== undefined && minItems > 0 && `at least ${counted(minItems, 'item')}`,
    maxItems !== undefined && `at most ${counted(maxItems, 'item')}`,
    schema.default !== undefined && `${JSON.stringify(schema.default)} unless said`,
  ].filter((bound) => typeof bound === 'string')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
