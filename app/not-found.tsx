import { NothingHere } from '#components/feedback/nothing-here.tsx'

export default function NotFound() {
  return <NothingHere />
}
