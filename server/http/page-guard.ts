import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { authenticate } from '#server/accounts/authenticate.ts'
import { sessionCookieName } from '#server/accounts/session-cookie.ts'
import { isSetupNeeded } from '#server/accounts/setup-state.ts'
import type { Person } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'
import { webContext } from './web-context.ts'

/** The signed-in person of the page being rendered, or undefined; asked once per render. */
export const findPerson = cache(async (): Promise<Person | undefined> => {
  const ctx = webContext()
  const name = sessionCookieName(ctx.config)
  const value = (await cookies()).get(name)?.value
  if (value === undefined) return undefined
  try {
    const actor = await authenticate(ctx, { cookie: `${name}=${encodeURIComponent(value)}` })
    return actor.kind === 'person' ? actor : undefined
  } catch (error) {
    if (error instanceof AppError && error.code === 'sign-in-required') return undefined
    throw error
  }
})

/** The signed-in person of a Server Component. Sends everybody else to sign in, or to the set-up of a new server. */
export async function currentPerson(): Promise<Person> {
  const person = await findPerson()
  if (person) return person
  redirect((await isSetupNeeded(webContext())) ? '/setup' : '/sign-in')
}
