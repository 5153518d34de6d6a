'use client'

import { ScanText } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ResultOf } from '#server/contracts/processing.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useCreateTask } from '../../hooks/use-tasks.ts'
import { Button } from '../../ui/button.tsx'

const OFFERED_MAX = 12

function meaning(pages: number, scans: number): string {
  if (scans === 0)
    return pages === 1
      ? 'It may be empty or drawn; there is no picture in it that could be read.'
      : 'They may be empty or drawn; there is no picture in them that could be read.'
  return pages === 1
    ? 'It was scanned. The picture stands with the page now and can be read.'
    : 'They were scanned. The pictures stand with the page now; each can be read.'
}

/** Pages of a PDF that are pictures: said plainly, with the reading of each scan one press away. */
export function ScannedPages({ result }: { result: ResultOf<'read-pdf' | 'read-docx'> }) {
  const router = useRouter()
  const create = useCreateTask()
  const pages = result.pages?.withoutText ?? []
  if (pages.length === 0) return null
  const scans = result.images.filter(({ page }) => page !== null && pages.includes(page))
  return (
    <div className="border-warning border-l-2 bg-warning-wash px-4 py-3">
      <p className="font-medium">
        {pages.length === 1 ? `Page ${pages[0]} holds` : `${pages.length} pages hold`} a picture instead of
        text
      </p>
      <p className="mt-0.5 text-sm text-soft">{meaning(pages.length, scans.length)}</p>
      {scans.length > 0 ? (
        <p className="mt-2.5 flex flex-wrap gap-1.5">
          {scans.slice(0, OFFERED_MAX).map(({ attachmentId, page }) => (
            <Button
              key={attachmentId}
              size="sm"
              busy={create.isPending}
              onClick={() =>
                create.mutate(
                  { request: { kind: 'ocr', attachmentId, language: 'eng' }, insert: false, fresh: false },
                  { onSuccess: (task) => router.push(`/jobs/${task.id}`), onError: toastProblem },
                )
              }
            >
              <ScanText aria-hidden="true" size={14} />
              Read page {page}
            </Button>
          ))}
        </p>
      ) : null}
    </div>
  )
}
