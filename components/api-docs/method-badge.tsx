import { classNames } from '../ui/class-names.ts'

const LOOK: Readonly<Record<string, string>> = {
  GET: 'bg-accent-wash text-accent',
  POST: 'bg-success-wash text-success',
  PATCH: 'bg-warning-wash text-warning',
  PUT: 'bg-warning-wash text-warning',
  DELETE: 'bg-danger-wash text-danger',
}

/** The verb of a call. The word says it; the colour only helps the eye down a list. */
export function MethodBadge({ method, small = false }: { method: string; small?: boolean }) {
  return (
    <span
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-sm font-medium font-mono tracking-tight',
        small ? 'h-4 w-11 text-2xs' : 'h-6 px-2 text-xs',
        LOOK[method] ?? 'bg-hover text-soft',
      )}
    >
      {method === 'DELETE' && small ? 'DEL' : method}
    </span>
  )
}
