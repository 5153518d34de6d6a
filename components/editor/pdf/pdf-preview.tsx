'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useAttachmentBytes } from '../../hooks/use-attachments.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { OpenPdf, PdfError } from './open-pdf.ts'
import type { PdfFault } from './pdf-messages.ts'

const FAULTS: Record<PdfFault, string> = {
  locked: 'This PDF asks for a password. Download it to open it.',
  broken: 'This PDF cannot be shown here. Download it to open it with another program.',
  slow: 'This PDF takes too long to show. Download it to open it with another program.',
}
const WIDTH_MAX = 1_600

type Shown = { pdf?: OpenPdf; fault?: PdfFault }
const faultOf = (error: unknown): PdfFault => (error instanceof PdfError ? error.fault : 'broken')

/** The pages of a PDF, one at a time, drawn in a worker: nothing of the file becomes part of this page but pixels and plain text. */
export function PdfPreview({ path, name }: { path: `/api/v1/${string}`; name: string }) {
  const bytes = useAttachmentBytes(path)
  const [{ pdf, fault }, setShown] = useState<Shown>({})
  useEffect(() => {
    if (!bytes.data) return
    let current: OpenPdf | undefined
    let left = false
    OpenPdf.open(bytes.data).then(
      (opened) => {
        current = opened
        if (left) opened.close()
        else setShown({ pdf: opened })
      },
      (error: unknown) => {
        if (!left) setShown({ fault: faultOf(error) })
      },
    )
    return () => {
      left = true
      current?.close()
    }
  }, [bytes.data])

  if (bytes.isError)
    return <p className="page-file-note">The PDF cannot be shown just now: {bytes.error.message}</p>
  if (fault) return <p className="page-file-note">{FAULTS[fault]}</p>
  if (!pdf) return <Skeleton className="m-3 h-40" />
  return <Pages pdf={pdf} name={name} onFault={(why) => setShown({ fault: why })} />
}

type PagesProps = { pdf: OpenPdf; name: string; onFault: (fault: PdfFault) => void }

function Pages({ pdf, name, onFault }: PagesProps) {
  const [page, setPage] = useState(1)
  const [drawn, setDrawn] = useState({ page: 0, text: '' })
  const sheet = useRef<HTMLCanvasElement>(null)
  const fail = useRef(onFault)
  useEffect(() => {
    fail.current = onFault
  })
  useEffect(() => {
    const canvas = sheet.current
    if (!canvas) return
    let left = false
    const width = Math.min(
      WIDTH_MAX,
      Math.ceil((canvas.parentElement?.clientWidth || 700) * devicePixelRatio),
    )
    pdf.draw(page, width).then(
      ({ bitmap, text }) => {
        if (!left) {
          Object.assign(canvas, { width: bitmap.width, height: bitmap.height })
          canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
          setDrawn({ page, text })
        }
        bitmap.close()
      },
      (error: unknown) => {
        if (!left) fail.current(faultOf(error))
      },
    )
    return () => {
      left = true
    }
  }, [pdf, page])

  return (
    <section className="page-file-pdf" aria-label={`Pages of ${name}`} aria-busy={drawn.page !== page}>
      <canvas ref={sheet} role="img" aria-label={`Page ${drawn.page || 1} of ${name}`} />
      <p className="sr-only">{drawn.text}</p>
      {pdf.pages > 1 ? (
        <div className="page-file-pages">
          <IconButton label="Page before" disabled={page === 1} onClick={() => setPage(page - 1)}>
            <ChevronLeft aria-hidden="true" size={16} />
          </IconButton>
          <span aria-live="polite">
            Page {page} of {pdf.pages}
          </span>
          <IconButton label="Page after" disabled={page === pdf.pages} onClick={() => setPage(page + 1)}>
            <ChevronRight aria-hidden="true" size={16} />
          </IconButton>
        </div>
      ) : null}
    </section>
  )
}
