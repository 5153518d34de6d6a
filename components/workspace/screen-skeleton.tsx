import { PageHeader } from '../documents/page-header.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { Screen } from './screen.tsx'

/** The outline of a screen while the server still reads what belongs on it. */
export function ScreenSkeleton() {
  return (
    <>
      <PageHeader crumbs={[]} />
      <Screen>
        <Skeleton className="mb-10 h-11 w-56" />
        <SkeletonRows label="Loading" />
      </Screen>
    </>
  )
}
