'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './icon-button.tsx'

type DrawerProps = {
  title: string
  side: 'left' | 'right'
  /** Hides the title row from sight; it still names the drawer for assistive technology. */
  bare?: boolean
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}

const SIDE = {
  left: 'left-0 w-[min(18rem,calc(100vw-3rem))] data-[starting-style]:-translate-x-full data-[ending-style]:-translate-x-full border-r bg-sunken',
  right:
    'right-0 w-[min(34rem,100vw)] data-[starting-style]:translate-x-full data-[ending-style]:translate-x-full border-l bg-raised',
}

/** A panel from an edge, over the page. */
export function Drawer({ title, side, bare = false, trigger, open, onOpenChange, children }: DrawerProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-veil transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          className={classNames(
            'fixed inset-y-0 z-50 flex flex-col overflow-y-auto overscroll-contain border-hairline shadow-float outline-none transition-transform duration-[160ms]',
            SIDE[side],
          )}
        >
          {bare ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <div className="sticky top-0 z-10 flex items-center justify-between gap-4 bg-raised px-6 pt-5 pb-3">
              <Base.Title className="display truncate text-2xl">{title}</Base.Title>
              <Base.Close render={<IconButton label="Close" className="-mr-2" />}>
                <X aria-hidden="true" size={16} />
              </Base.Close>
            </div>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
