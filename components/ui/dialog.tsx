'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactElement, type ReactNode, useRef } from 'react'
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
  const popup = useRef<HTMLDivElement>(null)
  const answers = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        {/* Also over a drawer, which is a dialog itself: it must not look as if it could be used. */}
        <Base.Backdrop
          forceRender
          className="fixed inset-0 z-50 bg-veil transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0"
        />
        <Base.Popup
          ref={popup}
          // A keyboard on the screen would cover what is asked.
          initialFocus={() => (isUnderFinger() ? popup.current : (firstField(answers.current) ?? true))}
          finalFocus={returnFocus}
          className={classNames(
            'popup-motion -translate-x-1/2 fixed left-1/2 z-50 scroll-pt-20 overflow-y-auto rounded-lg border border-hairline bg-raised p-6 shadow-float outline-none sm:p-7',
            wide
              ? 'top-[4dvh] max-h-[92dvh] w-[min(44rem,calc(100vw-1rem))] sm:top-[8vh] sm:max-h-[84dvh] sm:w-[min(44rem,calc(100vw-2rem))]'
              : 'top-[14vh] max-h-[80dvh] w-[min(28rem,calc(100vw-2rem))]',
          )}
        >
          {/* What it is about, and the way out, stay in sight of a long form. */}
          <div className="-mx-6 -top-6 -mt-6 sm:-mx-7 sm:-top-7 sm:-mt-7 sticky z-10 flex items-start justify-between gap-4 bg-raised px-6 pt-6 pb-2 sm:px-7 sm:pt-7">
            <Base.Title className="display text-2xl">{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" className="-mt-1 -mr-2" />}>
              <X aria-hidden="true" size={16} />
            </Base.Close>
          </div>
          {description ? <Base.Description className="text-soft">{description}</Base.Description> : null}
          <div ref={answers} className={description ? 'mt-5' : 'mt-3'}>
            {children}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** Asked of the device: what a tap opens by way of a menu, or of another dialog, does not know of the tap. */
function isUnderFinger(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}

/** Where one types first; nothing where there is only something to choose or to read. */
function firstField(box: HTMLElement | null): HTMLElement | undefined {
  const fields = box?.querySelectorAll<HTMLElement>(
    'textarea:not(:disabled, :read-only), input:not(:disabled, :read-only, [type="radio"], [type="checkbox"], [type="file"])',
  )
  return [...(fields ?? [])].find((field) => !field.closest('[aria-hidden="true"], details:not([open])'))
}
