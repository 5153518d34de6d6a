// npm run seed: fills an empty server with a workspace to look around in - three people, a tree of pages, two jobs.
// Uses the operations that the product uses, so what it makes is what people would have made.
import path from 'node:path'
import { authenticate } from '#server/accounts/authenticate.ts'
import type { SignedIn } from '#server/accounts/sign-in.ts'
import type { Person } from '#server/contracts/actors.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { readOrMakeSecret } from '#server/platform/config/read-secret.ts'
import { type Context, closeContext, createContext } from '#server/platform/context.ts'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { AppError } from '#server/platform/errors.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { acceptInvitation } from '#server/workspaces/accept-invitation.ts'
import { createInvitation } from '#server/workspaces/create-invitation.ts'
import { runFirstSetup } from '#server/workspaces/first-run.ts'
import { SEED_PAGES } from './seed-pages.ts'

const PASSWORD = 'a sample, not a secret'
const ORIGIN = { address: '127.0.0.1', userAgent: 'seed' }
const MEMBERS = [
  { name: 'Ben Okri', email: 'ben@example.org' },
  { name: 'Karin Lindqvist', email: 'karin@example.org' },
]

const given = processConfig()
const log = createLogger('seed', 'warn')
const embedded = given.databaseUrl
  ? undefined
  : await startEmbeddedDatabase({ dataDir: given.dataDir, port: given.embeddedDatabasePort, log })
const databaseUrl = given.databaseUrl ?? embedded?.url
if (!databaseUrl) throw new Error('there is no database to fill')
await applyMigrations(databaseUrl, path.resolve(import.meta.dirname, 'migrations'))
const secret = given.secret ?? (await readOrMakeSecret(given.dataDir))
const ctx = createContext({ ...given, databaseUrl, secret }, 'seed', { log })
try {
  await fill(ctx)
  process.stdout.write(
    `A sample workspace is there: sign in as ada@example.org, ben@example.org or karin@example.org with “${PASSWORD}”.\n`,
  )
} catch (error) {
  // Somebody's server is not filled with samples.
  if (!(error instanceof AppError) || error.code !== 'conflict') throw error
  process.stderr.write('This server has accounts already; a sample workspace is made on an empty one only.\n')
  process.exitCode = 1
} finally {
  await closeContext(ctx)
  await embedded?.stop()
}

async function fill(ctx: Context): Promise<void> {
  const first = { name: 'Ada Lovelace', email: 'ada@example.org', password: PASSWORD }
  const signedIn = await runFirstSetup(ctx, { ...first, workspaceName: 'Analytical Engines' }, ORIGIN)
  const ada = await personOf(ctx, signedIn)
  for (const { name, email } of MEMBERS) {
    const { link } = await createInvitation(ctx, ada, { email, role: 'member' })
    const token = new URL(link).pathname.split('/').at(-1) ?? ''
    await acceptInvitation(ctx, token, { name, password: PASSWORD }, ORIGIN)
  }
  const { workspaceId } = signedIn.arrival
  const author = { kind: 'person', id: ada.userId } as const
  for (const { title, blocks, below } of SEED_PAGES) {
    const documentId = await transaction(ctx, (tx) =>
      insertDocument(tx, { workspaceId, parentId: null, author, title, blocks }),
    )
    for (const child of below)
      await transaction(ctx, (tx) =>
        insertDocument(tx, { workspaceId, parentId: documentId, author, ...child }),
      )
    const source = { type: 'document', documentId } as const
    await createTask(ctx, ada, {
      request: { kind: 'summarise', source, words: 60 },
      documentId,
      insert: true,
      fresh: false,
    })
  }
}

async function personOf(ctx: Context, { setCookies }: SignedIn): Promise<Person> {
  const cookie = setCookies.map((line) => line.split(';')[0]).join('; ')
  const actor = await authenticate(ctx, { cookie })
  if (actor.kind !== 'person') throw new Error('the first account could not sign in')
  return actor
}
