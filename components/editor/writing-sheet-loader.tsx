'use client'

import { type ComponentProps, useEffect, useState } from 'react'
import { PageSkeleton } from './page-skeleton.tsx'

type Code = typeof import('./writing-sheet.tsx')

let arriving: Promise<Code> | undefined
let arrived: Code | undefined

// Begun with the code around the page, so that it is there before the page's words are; a server never shows an editor.
if (typeof window !== 'undefined') code().catch(() => undefined)

/**
 * The sheet to write on, with the outline of a page until its code is there. The editor is the largest part of the app: read as a
 * whole it holds up a telephone for a third of a second, in pieces of its own it lets the screen go on. Code that does not arrive
 * ends in the error screen, and is asked for again from there.
 *
 * Not a `Suspense`: that shows what arrived no sooner than 300 ms after its outline, also when it was there all along.
 */
export function WritingSheet({ title, ...props }: ComponentProps<Code['WritingSheet']> & { title: string }) {
  const [sheet, setSheet] = useState(arrived)
  const [fault, setFault] = useState<unknown>()

  useEffect(() => {
    if (!sheet) code().then(setSheet, setFault)
  }, [sheet])

  if (fault) throw fault
  if (!sheet) return <PageSkeleton title={title} />
  return <sheet.WritingSheet {...props} />
}

function code(): Promise<Code> {
  arriving ??= read().then(
    (sheet) => {
      arrived = sheet
      return sheet
    },
    (error: unknown) => {
      arriving = undefined
      throw error
    },
  )
  return arriving
}

/** The parts are fetched side by side, and each runs when it arrives: a step for each instead of one for all. */
async function read(): Promise<Code> {
  const foundations = [import('@tiptap/pm/view'), import('@tiptap/core'), import('./body-extensions.ts')]
  const [sheet] = await Promise.all([import('./writing-sheet.tsx'), ...foundations])
  return sheet
}
