'use client'

import { useRouter } from 'next/navigation'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useCreateDocument } from '../hooks/use-documents.ts'

/** Makes a page and goes there. */
export function useNewPage() {
  const router = useRouter()
  const create = useCreateDocument()
  return {
    isPending: create.isPending,
    create(parentId: string | null) {
      create.mutate(
        { parentId },
        { onSuccess: (page) => router.push(`/documents/${page.id}`), onError: toastProblem },
      )
    },
  }
}
