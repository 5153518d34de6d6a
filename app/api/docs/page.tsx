import type { Metadata } from 'next'
import { ApiReferencePage } from '#components/api-docs/api-reference-page.tsx'
import { sessionCookieName } from '#server/accounts/session-cookie.ts'
import { buildReference } from '#server/http/openapi/build-reference.ts'
import { readDescription } from '#server/http/openapi/read-description.ts'
import { findPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'

export const metadata: Metadata = { title: 'API' }

export default async function ApiDocsPage() {
  const { config } = webContext()
  const person = await findPerson()
  const description = await readDescription(person ?? { kind: 'anonymous' }, sessionCookieName(config))
  return <ApiReferencePage reference={buildReference(description, config.publicUrl)} signedIn={!!person} />
}
