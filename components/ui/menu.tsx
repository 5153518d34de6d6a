'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { Check, ChevronRight } from 'lucide-react'
import type { ReactElement, ReactNode, RefObject } from 'react'
import { classNames } from './class-names.ts'

const POPUP =
  'popup-motion min-w-44 origin-(--transform-origin) rounded-lg border border-hairline bg-raised p-1 shadow-float outline-none'

type MenuProps = {
  trigger: ReactElement
  align?: 'start' | 'end'
  side?: 'bottom' | 'top' | 'right'
  children: ReactNode
}

/** A menu of actions: arrows move, letters find, Escape closes and gives the focus back. */
export function Menu({ trigger, align = 'end', side = 'bottom', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      {/* A landmark while it is open: it stands outside of those of the page. */}
      <Base.Portal role="region" aria-label="Menu">
        <Base.Positioner side={side} align={align} sideOffset={4} className="z-50 outline-none">
          <Base.Popup className={POPUP}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type AnchoredMenuProps = {
  label: string
  anchor: RefObject<HTMLElement | null>
  side?: 'bottom' | 'top'
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Where the focus goes when the menu closes. */
  returnFocus: () => HTMLElement | null
  /** Called when it is gone and has given the focus back: what opens something else that takes it waits for this. */
  onClosed?: () => void
  children: ReactNode
}

/** A menu whose anchor does more than open it, like a handle that is also dragged: the caller says when it is open. */
export function AnchoredMenu({
  label,
  anchor,
  side = 'bottom',
  open,
  onOpenChange,
  returnFocus,
  onClosed,
  children,
}: AnchoredMenuProps) {
  return (
    <Base.Root
      open={open}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(opened) => {
        if (!opened) onClosed?.()
      }}
    >
      <Base.Portal role="region" aria-label={label}>
        <Base.Positioner
          anchor={anchor}
          side={side}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Base.Popup aria-label={label} finalFocus={returnFocus} className={POPUP}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** A menu in a menu: opens to the side, by pointer, Enter or the arrow that points there. */
export function SubMenu({ icon, label, children }: { icon?: ReactNode; label: string; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={classNames(ITEM, 'text-ink data-[popup-open]:bg-hover')}>
        {icon ? <span className="text-muted">{icon}</span> : null}
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden="true" size={15} className="text-muted" />
      </Base.SubmenuTrigger>
      <Base.Portal role="region" aria-label={label}>
        <Base.Positioner sideOffset={2} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={POPUP}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  )
}

const ITEM =
  'flex w-full cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left text-base no-underline outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45 pointer-coarse:py-2.5'

type MenuItemProps = {
  icon?: ReactNode
  shortcut?: ReactNode
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}

export function MenuItem({
  icon,
  shortcut,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: MenuItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onSelect}
      className={classNames(ITEM, danger ? 'text-danger' : 'text-ink')}
    >
      {icon ? <span className={danger ? '' : 'text-muted'}>{icon}</span> : null}
      <span className="flex-1">{children}</span>
      {shortcut}
    </Base.Item>
  )
}

type MenuChoiceProps<Value extends string> = {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: string; icon?: ReactNode }[]
}

/** A group of which exactly one is chosen. */
export function MenuChoice<Value extends string>({
  label,
  value,
  onChange,
  options,
}: MenuChoiceProps<Value>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(next)}>
      <Base.Group>
        <Base.GroupLabel className="eyebrow px-2.5 pt-2 pb-1">{label}</Base.GroupLabel>
        {options.map((option) => (
          <Base.RadioItem
            key={option.value}
            value={option.value}
            closeOnClick={false}
            className={classNames(ITEM, 'text-ink')}
          >
            {option.icon ? <span className="text-muted">{option.icon}</span> : null}
            <span className="flex-1">{option.label}</span>
            <Base.RadioItemIndicator className="text-accent">
              <Check aria-hidden="true" size={15} />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.Group>
    </Base.RadioGroup>
  )
}

export function MenuSeparator() {
  return <Base.Separator className="mx-2 my-1 h-px bg-hairline" />
}
