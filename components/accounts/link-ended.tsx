import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { DoorTitle } from './door-title.tsx'

/** A link that no longer opens anything, and what to do about it. */
export function LinkEnded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <DoorTitle title={title}>{children}</DoorTitle>
      <div className="mt-8">
        <Link href="/sign-in" className={buttonClass({ variant: 'outline', size: 'lg' })}>
          Sign in instead
        </Link>
      </div>
    </>
  )
}
