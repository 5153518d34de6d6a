'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

type PopoverProps = {
  label: string
  trigger: ReactElement
  align?: 'start' | 'center' | 'end'
  side?: 'bottom' | 'top' | 'left' | 'right'
  children: ReactNode
}

/** A small panel beside what opened it; `label` names it for assistive technology. */
export function Popover({ label, trigger, align = 'center', side = 'bottom', children }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Base.Popup
            aria-label={label}
            className="popup-motion max-h-[min(34rem,var(--available-height))] w-[min(22rem,calc(100vw-1rem))] origin-(--transform-origin) overflow-y-auto rounded-lg border border-hairline bg-raised p-4 shadow-float outline-none"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
