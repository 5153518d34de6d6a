import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { authenticate, withoutSession } from '#server/accounts/authenticate.ts'
import { linkCookieName } from '#server/accounts/link-cookie.ts'
import { sessionCookieName } from '#server/accounts/session-cookie.ts'
import { isSetupNeeded } from '#server/accounts/setup-state.ts'
import type { Actor, Person } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'
import { webContext } from './web-context.ts'

/** Who looks at the page being rendered, with the links that the browser has followed; asked once per render. */
export const findActor = cache(async (): Promise<Actor> => {
  const ctx = webContext()
  const sent = await cookies()
  const header = (names: readonly string[]) =>
    names
      .map((name) => [name, sent.get(name)?.value] as const)
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
      .join('; ')
  const cookie = header([sessionCookieName(ctx.config), linkCookieName(ctx.config)])
  try {
    return await authenticate(ctx, { cookie })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'sign-in-required') throw error
    return withoutSession(ctx, cookie)
  }
})

/** The signed-in person of the page being rendered, or undefined. */
export async function findPerson(): Promise<Person | undefined> {
  const actor = await findActor()
  return actor.kind === 'person' ? actor : undefined
}

/** The signed-in person of a Server Component. Sends everybody else to sign in, or to the set-up of a new server. */
export async function currentPerson(): Promise<Person> {
  const person = await findPerson()
  if (person) return person
  redirect((await isSetupNeeded(webContext())) ? '/setup' : '/sign-in')
}
