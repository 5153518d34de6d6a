// Migrations expand first and contract later: refuses one that takes something from the release before without saying so.
import path from 'node:path'
import { readMigrations } from '#server/platform/database/read-migrations.ts'
import { unmarkedContractSteps } from './contract-steps.ts'
import { MIGRATIONS, readRelease } from './open-installation.ts'

const release = await readRelease()
const migrations = await readMigrations(MIGRATIONS)
const faults = migrations.flatMap(({ name, sql }) =>
  unmarkedContractSteps(sql, release).map((fault) => `${path.join('prisma/migrations', name)} ${fault}`),
)
if (migrations.length === 0) faults.push(`${MIGRATIONS} holds no migration`)
for (const fault of faults) console.error(fault)
if (faults.length > 0)
  console.error(
    'Expand in one release and contract in a later one; CONTRIBUTING.md tells how to mark a contract step.',
  )
else
  console.log(`${migrations.length} migrations expand only, or say since when nothing uses what they remove`)
process.exitCode = faults.length > 0 ? 1 : 0
