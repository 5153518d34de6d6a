'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import { type ReactNode, useEffect, useRef } from 'react'

type TabsProps<Value extends string> = {
  label: string
  value: Value
  onChange: (value: Value) => void
  tabs: readonly { value: Value; label: string; aside?: ReactNode }[]
  children: ReactNode
}

/** Sections of one page on a ruled line; arrows move between them. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, children }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null)
  // Where not all of them have room, the chosen one is in sight, also when an address chose it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value is the signal, not an input
  useEffect(() => {
    const row = list.current
    const active = row?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (row && active) row.scrollLeft = active.offsetLeft + active.offsetWidth / 2 - row.clientWidth / 2
  }, [value])
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next)}>
      <Base.List
        ref={list}
        aria-label={label}
        className="relative max-sm:pr-8 max-sm:[mask-image:linear-gradient(to_right,#000_calc(100%-2.5rem),transparent)] flex gap-6 overflow-x-auto border-hairline border-b [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="-outline-offset-2 flex h-10 items-center gap-2 whitespace-nowrap text-base text-muted transition-colors hover:text-ink data-[active]:font-medium data-[active]:text-ink"
          >
            {tab.label}
            {tab.aside}
          </Base.Tab>
        ))}
        <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-[translate,width] duration-[160ms]" />
      </Base.List>
      {children}
    </Base.Root>
  )
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Base.Panel value={value} className="-outline-offset-2 pt-8">
      {children}
    </Base.Panel>
  )
}
