import path from 'node:path'
import type { Binaries } from '#server/platform/embedded-database/find-binaries.ts'

/**
 * The option for servers that tests start themselves: with TEST_POSTGRES_BIN, a folder of programs that names their major version
 * as Debian's do (/usr/lib/postgresql/15/bin), that PostgreSQL instead of the bundled one.
 */
export function testBinaries(): { binaries?: Binaries } {
  const folder = process.env.TEST_POSTGRES_BIN
  if (!folder) return {}
  const major = Number(/\d+/.exec(folder)?.[0])
  return {
    binaries: { initdb: path.join(folder, 'initdb'), postgres: path.join(folder, 'postgres'), major },
  }
}
