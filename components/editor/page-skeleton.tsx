import './page-text.css'
import { untitled } from '../documents/untitled.ts'
import { Skeleton } from '../ui/skeleton.tsx'

/** The page before its text is there: its title, in its place, and lines that will be text. */
export function PageSkeleton({ title }: { title?: string }) {
  return (
    <div role="status" aria-label="Loading the page">
      {title === undefined ? (
        <Skeleton className="mt-3 mb-8 h-9 w-3/5" />
      ) : (
        <h1 className="page-title">
          <span>{untitled(title)}</span>
        </h1>
      )}
      <div className="mt-6 flex flex-col gap-4">
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-11/12" />
        <Skeleton className="h-4 w-4/5" />
      </div>
    </div>
  )
}
