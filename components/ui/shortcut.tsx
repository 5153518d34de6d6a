import { Kbd } from './kbd.tsx'

/** A shortcut in the words of this machine's keyboard. For what is shown in the browser only: a server cannot know them. */
export function Shortcut({ keys }: { keys: readonly string[] }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.map((key) => (
        <Kbd key={key}>{key === 'Mod' ? modKey() : key}</Kbd>
      ))}
    </span>
  )
}

function modKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'
}
