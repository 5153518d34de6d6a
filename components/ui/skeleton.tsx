import { classNames } from './class-names.ts'

/** A line that will be text. Hidden from assistive technology: the region around it says that it loads. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={classNames('block animate-breathe rounded-sm bg-hover', className ?? 'h-4 w-full')}
    />
  )
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 5, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="divide-y divide-hairline">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={row} className="flex flex-col gap-2 py-4">
          <Skeleton className={classNames('h-4', row % 2 ? 'w-2/5' : 'w-3/5')} />
          <Skeleton className={classNames('h-3', row % 3 ? 'w-4/5' : 'w-2/3')} />
        </div>
      ))}
    </div>
  )
}
