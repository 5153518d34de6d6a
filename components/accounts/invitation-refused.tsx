import type { ErrorCode } from '#server/contracts/errors.ts'
import { LinkEnded } from './link-ended.tsx'

/** An invitation that cannot be accepted: it has ended, or the workspace is closed and it waits. */
export function InvitationRefused({ code, message }: { code: ErrorCode; message: string }) {
  if (code === 'forbidden')
    return (
      <LinkEnded title="The door is closed">
        <p>{message}</p>
        <p>Keep this link: it works again as soon as the workspace is opened.</p>
      </LinkEnded>
    )
  return (
    <LinkEnded title="This invitation has ended">
      <p>{message}</p>
      <p>Ask whoever invited you for a new link; it takes them a few seconds.</p>
    </LinkEnded>
  )
}
