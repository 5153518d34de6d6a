'use client'

import { type ComponentProps, type ReactNode, useEffect, useState } from 'react'
import { PageSkeleton } from './page-skeleton.tsx'

type Props = ComponentProps<typeof import('./writing-sheet.tsx')['WritingSheet']>
type Code = { Sheet: (props: Props) => ReactNode }

let arriving: Promise<Code> | undefined
let arrived: Code | undefined

// Begun with the code around the page, so that it is there before the page's words are; a server never shows an editor.
if (typeof window !== 'undefined') fetchCode().catch(() => undefined)

/**
 * The sheet to write on, with the outline of a page until its code is there. The editor is the largest part of the app: read as a
 * whole it holds up a telephone for a third of a second, in pieces of its own it lets the screen go on. Code that does not arrive
 * ends in the error screen, and is asked for again from there.
 *
 * Not a `Suspense`: that shows what arrived no sooner than 300 ms after its outline, also when it was there all along.
 */
export function WritingSheet({ title, ...props }: Props & { title: string }) {
  const [code, setCode] = useState(arrived)
  const [fault, setFault] = useState<unknown>()

  useEffect(() => {
    if (!code) fetchCode().then(setCode, setFault)
  }, [code])

  if (fault) throw fault
  if (!code) return <PageSkeleton title={title} />
  return <code.Sheet {...props} />
}

function fetchCode(): Promise<Code> {
  arriving ??= read().then(
    (code) => {
      arrived = code
      return code
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
  const [{ WritingSheet: Sheet }] = await Promise.all([import('./writing-sheet.tsx'), ...foundations])
  return { Sheet }
}
