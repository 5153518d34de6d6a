import { notFound } from 'next/navigation'
import { cache } from 'react'
import { Id } from '#server/contracts/identifiers.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'

/** The page of this address, read once for each rendering. Answers 404 where there is none, or none that the person may see. */
export const readPage = cache(async (id: string) => {
  const person = await currentPerson()
  if (!Id.safeParse(id).success) notFound()
  const read = await attemptForPage(getDocument(webContext(), person, id))
  if ('refused' in read) notFound()
  return read.value
})
