'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './icon-button.tsx'

type DialogProps = {
  title: string
  description?: ReactNode
  /** The button that opens it; without one, `open` and `onOpenChange` do. */
  trigger?: ReactElement
  /** For what is looked over rather than answered. */
  wide?: boolean
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Where the focus goes when it closes, if not to where it was. */
  returnFocus?: () => HTMLElement | null
  children: ReactNode
}

/** A question that must be answered before going on. Focus stays inside and returns to where it was. */
export function Dialog({
  title,
  description,
  trigger,
  wide = false,
  open,
  onOpenChange,
  returnFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-veil transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          finalFocus={returnFocus}
          className={classNames(
            'popup-motion -translate-x-1/2 fixed left-1/2 z-50 overflow-y-auto rounded-lg border border-hairline bg-raised p-6 shadow-float outline-none sm:p-7',
            wide
              ? 'top-[8vh] max-h-[84dvh] w-[min(44rem,calc(100vw-2rem))]'
              : 'top-[14vh] max-h-[80dvh] w-[min(28rem,calc(100vw-2rem))]',
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <Base.Title className="display text-2xl">{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" className="-mt-1 -mr-2" />}>
              <X aria-hidden="true" size={16} />
            </Base.Close>
          </div>
          {description ? <Base.Description className="mt-2 text-soft">{description}</Base.Description> : null}
          <div className="mt-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
