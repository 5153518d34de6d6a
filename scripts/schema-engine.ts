import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { dropDatabase } from '#server/platform/database/drop-database.ts'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>

// What the repair below touches; private in the adapter's types.
type Inner = {
  performIO(query: unknown): Promise<{ fields: { name: string; dataTypeID: number }[] }>
  executeScript(sql: string): Promise<void>
  client: { query(sql: string): Promise<unknown> }
  onError(error: unknown): never
}

const CHAR_OID = 18
const TEXT_OID = 25

/**
 * Prisma's own schema engine, as WebAssembly over the pg adapter: the CLI would download a native one.
 * Call `free` when done.
 */
export async function loadSchemaEngine(url: string, schema: { path: string; content: string }) {
  const file = fileURLToPath(
    new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm')),
  )
  const imports = { './schema_engine_bg.js': { ...engineModule } as WebAssembly.ModuleImports }
  const { instance } = await WebAssembly.instantiate(await readFile(file), imports)
  // Exported by the JavaScript around the engine for loaders like this one, though its types leave it out.
  const glue = engineModule as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }
  glue.__wbg_set_wasm(instance.exports)
  const begin = instance.exports.__wbindgen_start
  if (typeof begin === 'function') begin()
  const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationAdapter(url))
  return engineModule.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, adapter)
}

/**
 * PrismaPg, made fit for the schema engine. Three faults of @prisma/adapter-pg 7.10: it refuses the catalogue's "char"
 * columns (PostgreSQL 18 has rows of them for every NOT NULL); `executeScript` splits at every ';', so function bodies break; and with a connection string its shadow
 * database IS the real one, because pg lets the string win over `database`.
 */
class MigrationAdapter extends PrismaPg {
  readonly #url: string

  constructor(url: string) {
    super({ connectionString: url, max: 1 })
    this.#url = url
  }

  override async connect(): Promise<Adapter> {
    return repaired(await super.connect())
  }

  override async connectToShadowDb(): Promise<Adapter> {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`
    const admin = new pg.Client({ connectionString: this.#url })
    await admin.connect()
    await admin.query(`CREATE DATABASE "${name}"`)
    const url = new URL(this.#url)
    url.pathname = `/${name}`
    const shadow = await new MigrationAdapter(url.href).connect()
    const dispose = shadow.dispose.bind(shadow)
    shadow.dispose = async () => {
      await dispose()
      await dropDatabase(admin, name)
      await admin.end()
    }
    return shadow
  }
}

// Names of the "char" columns of the query that is running: the adapter may read them as text, the engine wants its own type.
const charColumns = new AsyncLocalStorage<Set<string>>()

function repaired(adapter: Adapter): Adapter {
  const inner = adapter as unknown as Inner
  const performIO = inner.performIO.bind(adapter)
  inner.performIO = async (query) => {
    const result = await performIO(query)
    for (const field of result.fields) {
      if (field.dataTypeID !== CHAR_OID) continue
      field.dataTypeID = TEXT_OID
      charColumns.getStore()?.add(field.name)
    }
    return result
  }
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = (query) =>
    charColumns.run(new Set(), async () => {
      const result = await queryRaw(query)
      const names = charColumns.getStore()
      const columnTypes = result.columnTypes.map((type, index) =>
        names?.has(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
      )
      return { ...result, columnTypes }
    })
  inner.executeScript = async (sql) => {
    try {
      await inner.client.query(sql)
    } catch (error) {
      inner.onError(error)
    }
  }
  return adapter
}
