import { globSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { JsonSchema, referredNames, renameReferences, schemaRef } from './json-schema.ts'

const CONTRACTS = path.resolve(import.meta.dirname, '../../contracts')
const UNREPRESENTABLE = 'x-unrepresentable'

/** What is sent (with defaults left out, before it is made tidy), or what is answered. */
export type Direction = 'input' | 'output'

/** The schemas of server/contracts by the names of their exports, which are the names of the components. */
export async function loadContracts(): Promise<Map<z.ZodType, string>> {
  const named = new Map<z.ZodType, string>()
  const taken = new Map<string, string>()
  const files = globSync('*.ts', { cwd: CONTRACTS }).filter((file) => !file.endsWith('.test.ts'))
  for (const file of files.sort()) {
    const exports: Record<string, unknown> = await import(pathToFileURL(path.join(CONTRACTS, file)).href)
    for (const [name, value] of Object.entries(exports)) {
      if (!(value instanceof z.ZodType) || named.has(value)) continue
      if (taken.has(name)) throw new Error(`${taken.get(name)} and ${file} both export a schema ${name}`)
      taken.set(name, file)
      named.set(value, name)
    }
  }
  return named
}

/**
 * Emits JSON Schema for what routes declare. Schemas of the contracts become references to components; others stand where they
 * are used. A schema that differs between what is sent and what is answered gets a component for each, the first with
 * `Input` behind its name where both are used.
 */
export class SchemaEmitter {
  readonly #names: ReadonlyMap<z.ZodType, string>
  readonly #emitted: Record<Direction, Record<string, JsonSchema>>
  readonly #used: Record<Direction, Set<string>> = { input: new Set(), output: new Set() }

  /** All schemas that will be asked for must be announced, those of answers apart: they decide which names are taken. */
  constructor(
    contracts: ReadonlyMap<z.ZodType, string>,
    sent: Iterable<z.ZodType>,
    answered: Iterable<z.ZodType>,
  ) {
    const names = new Map(contracts)
    for (const schema of [...sent, ...answered])
      if (!names.has(schema)) names.set(schema, `inline ${names.size}`)
    this.#names = names
    this.#emitted = { input: emit(names, 'input'), output: emit(names, 'output') }
    for (const schema of answered) this.schemaOf(schema, 'output')
  }

  /** The schema as it stands in an operation. */
  schemaOf(schema: z.ZodType, direction: Direction): JsonSchema {
    const name = this.#nameOf(schema)
    if (name.startsWith('inline ')) return this.definitionOf(schema, direction)
    this.#use(name, direction)
    return { $ref: schemaRef(this.#published(name, direction)) }
  }

  /** The schema itself even where it is a component: parameters are listed one by one. */
  definitionOf(schema: z.ZodType, direction: Direction): JsonSchema {
    const definition = this.#definition(this.#nameOf(schema), direction)
    for (const name of referredNames(definition)) this.#use(name, direction)
    return renameReferences(definition, (name) => this.#published(name, direction))
  }

  /** Every component that was used. To be asked last. */
  components(): Record<string, JsonSchema> {
    const all = (['output', 'input'] as const).flatMap((direction) =>
      [...this.#used[direction]].map((name): [string, JsonSchema] => [
        this.#published(name, direction),
        renameReferences(this.#definition(name, direction), (one) => this.#published(one, direction)),
      ]),
    )
    return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #use(name: string, direction: Direction): void {
    if (this.#used[direction].has(name)) return
    this.#used[direction].add(name)
    for (const inner of referredNames(this.#definition(name, direction))) this.#use(inner, direction)
  }

  /** What is answered has the plain name whenever the two differ. */
  #published(name: string, direction: Direction): string {
    return direction === 'input' && this.#differs(name, new Set()) ? `${name}Input` : name
  }

  #differs(name: string, seen: Set<string>): boolean {
    if (seen.has(name) || !this.#used.output.has(name)) return false
    seen.add(name)
    const sent = this.#definition(name, 'input')
    if (JSON.stringify(sent) !== JSON.stringify(this.#definition(name, 'output'))) return true
    return [...referredNames(sent)].some((inner) => this.#differs(inner, seen))
  }

  #nameOf(schema: z.ZodType): string {
    const name = this.#names.get(schema)
    if (name === undefined) throw new Error('a schema that was not announced')
    return name
  }

  #definition(name: string, direction: Direction): JsonSchema {
    const definition = this.#emitted[direction][name]
    if (!definition) throw new Error(`no schema ${name}`)
    if (JSON.stringify(definition).includes(UNREPRESENTABLE))
      throw new Error(`the schema ${name} has a part that JSON Schema cannot express as ${direction}`)
    return definition
  }
}

function emit(names: ReadonlyMap<z.ZodType, string>, io: Direction): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: schemaRef,
    unrepresentable: () => ({ [UNREPRESENTABLE]: true }),
    override({ zodSchema, jsonSchema }) {
      // Answers may gain members in later versions, so a client must not be told that there are no others.
      if (zodSchema._zod.def.type === 'object' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties
      // Said of every integer, and true of every number that JSON programs read.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema, $id, id, ...definition } = JsonSchema.parse(JSON.parse(JSON.stringify(schema)))
      return [name, definition]
    }),
  )
}
