import { ScreenSkeleton } from '#components/workspace/screen-skeleton.tsx'

export default function LoadingScreen() {
  return <ScreenSkeleton />
}
