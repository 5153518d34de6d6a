import { setTimeout as pause } from 'node:timers/promises'
import { documentRole } from '#server/access/document-role.ts'
import { authenticate } from '#server/accounts/authenticate.ts'
import { readLook } from '#server/accounts/read-look.ts'
import { sessionCookieName, signingSecret, signSessionToken } from '#server/accounts/session-cookie.ts'
import type { Context } from '#server/platform/context.ts'
import { newId, newSecret } from '#server/platform/ids.ts'
import type { DocumentStore } from './document-store.ts'

const PATIENCE_MS = 1500

/**
 * Asks once, for nobody, what is asked for each socket: the first to come after a start would else wait half a second for
 * connections and for code that is compiled when it is first used. Takes at most 1.5 s, so that a process whose database is
 * away starts all the same, and never throws.
 */
export async function warmUp(ctx: Context, store: DocumentStore): Promise<void> {
  const nobody = newId()
  const cookie = `${sessionCookieName(ctx.config)}=${signSessionToken(signingSecret(ctx.config), newSecret())}`
  const via = { type: 'session', sessionId: nobody } as const
  const actor = { kind: 'person', userId: nobody, name: '', memberships: [], via } as const
  const asked = Promise.allSettled([
    authenticate(ctx, { cookie }),
    documentRole(ctx, actor, nobody),
    readLook(ctx, nobody),
    store.load(nobody),
  ])
  await Promise.race([asked, pause(PATIENCE_MS, undefined, { ref: false })])
}
