import { Kbd } from '../ui/kbd.tsx'
import { keyCaps } from './shortcuts.ts'

/** A shortcut in the words of this machine's keyboard. For what is shown in the browser only: a server cannot know them. */
export function ShortcutKeys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {keyCaps(keys, isMac()).map((cap) => (
        <Kbd key={cap}>{cap}</Kbd>
      ))}
    </span>
  )
}

/** As a tooltip says it: `Bold (Ctrl+B)`. */
export function withKeys(what: string, keys: string): string {
  return `${what} (${keyCaps(keys, isMac()).join('+')})`
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
