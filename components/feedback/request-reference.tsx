import { CopyButton } from '../ui/copy-button.tsx'

/** The id under which the server's log tells what happened. */
export function RequestReference({ id, label = 'Request' }: { id: string; label?: string }) {
  return (
    <p className="flex max-w-full items-center gap-1 text-soft text-xs">
      <span>{label}</span>
      <code className="truncate font-mono">{id}</code>
      <CopyButton text={id} label="Copy the request id" />
    </p>
  )
}
