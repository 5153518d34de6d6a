import { ApiProblem } from '../api-client.ts'
import { toast } from '../ui/toast.tsx'
import { sentenceOf } from './problem-message.tsx'

/** Says that a small act failed, where there is no better place: the sentence, and the request id to copy. */
export function toastProblem(error: unknown): void {
  const id = error instanceof ApiProblem ? error.requestId : null
  toast.fault(sentenceOf(error), {
    detail: id ? `Request ${id}` : undefined,
    action: id ? { label: 'Copy id', onClick: () => void navigator.clipboard?.writeText(id) } : undefined,
  })
}
