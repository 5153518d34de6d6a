'use client'

import { useEffect } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { openShortcutSheet, useShortcutSheet } from './sheet-state.ts'
import { ShortcutKeys } from './shortcut-keys.tsx'
import { isShortcut, isTyping, SHORTCUTS, type ShortcutGroup } from './shortcuts.ts'

const GROUPS: readonly ShortcutGroup[] = ['Everywhere', 'Blocks', 'Text', 'While writing']

/** All shortcuts, by what they are for. Opens at `?` wherever that does not type a character. */
export function ShortcutSheet() {
  const open = useShortcutSheet()
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (!isShortcut(event, 'sheet') || isTyping(event.target)) return
      event.preventDefault()
      openShortcutSheet(true)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  return (
    <Dialog title="Keyboard shortcuts" wide open={open} onOpenChange={openShortcutSheet}>
      <div className="gap-x-10 sm:columns-2">
        {GROUPS.map((group) => (
          <section key={group} aria-labelledby={idOf(group)} className="mb-6 break-inside-avoid">
            <h3 id={idOf(group)} className="eyebrow">
              {group}
            </h3>
            <dl className="mt-1.5">
              {Object.values(SHORTCUTS)
                .filter((shortcut) => shortcut.group === group)
                .map(({ what, keys }) => (
                  <div
                    key={keys}
                    className="flex items-center justify-between gap-4 border-hairline border-t py-1"
                  >
                    <dt className="text-sm text-soft">{what}</dt>
                    <dd>
                      <ShortcutKeys keys={keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function idOf(group: ShortcutGroup): string {
  return `shortcuts-${group.replaceAll(' ', '-').toLowerCase()}`
}
