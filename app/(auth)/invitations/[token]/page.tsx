import type { Metadata } from 'next'
import { AcceptInvitationForm } from '#components/accounts/accept-invitation.tsx'
import { InvitationRefused } from '#components/accounts/invitation-refused.tsx'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { webContext } from '#server/http/web-context.ts'
import { readInvitationOffer } from '#server/workspaces/read-invitation-offer.ts'

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' }

export default async function InvitationPage({ params }: PageProps<'/invitations/[token]'>) {
  const { token } = await params
  const offer = await attemptForPage(readInvitationOffer(webContext(), token))
  if ('refused' in offer) return <InvitationRefused {...offer.refused} />
  return <AcceptInvitationForm token={token} offer={offer.value} />
}
