import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { isVisitor } from '#server/contracts/actors.ts'
import { Id } from '#server/contracts/identifiers.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { findActor } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'

/**
 * The page of this address for somebody who followed a link, read once for each rendering. People with an account go to it inside
 * their workspace; 404 where no link of this browser opens it (any more).
 */
export const readSharedPage = cache(async (id: string) => {
  const actor = await findActor()
  if (!Id.safeParse(id).success) notFound()
  if (actor.kind === 'person') redirect(`/documents/${id}`)
  if (!isVisitor(actor)) notFound()
  const read = await attemptForPage(getDocument(webContext(), actor, id))
  if ('refused' in read) notFound()
  // Name and colour are the server's to say, when the page connects.
  const visitor = { id: actor.visit.visitorId, name: 'Visitor', hue: 0, avatar: null }
  return { document: read.value, visitor }
})
