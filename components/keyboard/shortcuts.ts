export type ShortcutGroup = 'Everywhere' | 'Text' | 'Blocks' | 'While writing'

export type Shortcut = {
  group: ShortcutGroup
  /** What it does, as the sheet says it. */
  what: string
  /** ProseMirror's notation: `Mod-Shift-ArrowUp`; Mod is Cmd on a Mac and Ctrl elsewhere. Typed marks stand as they are. */
  keys: string
}

/** Every shortcut of the pages, once: those who act on keys, those who show them beside a button and the sheet read this list. */
export const SHORTCUTS = {
  sheet: { group: 'Everywhere', what: 'Show this sheet', keys: '?' },
  sidebar: { group: 'Everywhere', what: 'Show or hide the sidebar', keys: 'Mod-\\' },
  saved: { group: 'Everywhere', what: 'Tell whether the page is saved', keys: 'Mod-s' },

  bold: { group: 'Text', what: 'Bold', keys: 'Mod-b' },
  italic: { group: 'Text', what: 'Italic', keys: 'Mod-i' },
  underline: { group: 'Text', what: 'Underline', keys: 'Mod-u' },
  strike: { group: 'Text', what: 'Strike through', keys: 'Mod-Shift-s' },
  code: { group: 'Text', what: 'Code', keys: 'Mod-e' },
  link: { group: 'Text', what: 'Link the selection', keys: 'Mod-k' },
  undo: { group: 'Text', what: 'Undo what you did', keys: 'Mod-z' },
  redo: { group: 'Text', what: 'Do it again', keys: 'Mod-Shift-z' },

  paragraph: { group: 'Blocks', what: 'Plain text', keys: 'Mod-Alt-0' },
  heading1: { group: 'Blocks', what: 'Heading 1', keys: 'Mod-Alt-1' },
  heading2: { group: 'Blocks', what: 'Heading 2', keys: 'Mod-Alt-2' },
  heading3: { group: 'Blocks', what: 'Heading 3', keys: 'Mod-Alt-3' },
  numbers: { group: 'Blocks', what: 'Numbered list', keys: 'Mod-Shift-7' },
  bullets: { group: 'Blocks', what: 'Bulleted list', keys: 'Mod-Shift-8' },
  tasks: { group: 'Blocks', what: 'To-do list', keys: 'Mod-Shift-9' },
  quote: { group: 'Blocks', what: 'Quote', keys: 'Mod-Shift-b' },
  codeBlock: { group: 'Blocks', what: 'Code block', keys: 'Mod-Alt-c' },

  insert: { group: 'While writing', what: 'Insert a block', keys: '/' },
  mention: { group: 'While writing', what: 'Mention a person or a page', keys: '@' },
  enter: { group: 'While writing', what: 'Tick a to-do, open or fold a toggle', keys: 'Mod-Enter' },
  blockMenu: { group: 'While writing', what: 'What can be done with the block', keys: 'Mod-/' },
  askJob: { group: 'While writing', what: 'Ask a job about the selection or the block', keys: 'Mod-j' },
  source: { group: 'While writing', what: 'Tell where the text at the caret came from', keys: 'Mod-Alt-j' },
  moveUp: { group: 'While writing', what: 'Move the block up', keys: 'Mod-Shift-ArrowUp' },
  moveDown: { group: 'While writing', what: 'Move the block down', keys: 'Mod-Shift-ArrowDown' },
  leave: { group: 'While writing', what: 'Leave the text', keys: 'Escape' },
} as const satisfies Record<string, Shortcut>

export type ShortcutName = keyof typeof SHORTCUTS

const SIGNS: Readonly<Record<string, string>> = {
  Shift: '⇧',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
}

/** What stands on the keys of this machine: `Mod-Shift-s` is `Ctrl`, `⇧`, `S`, or `⌘`, `⇧`, `S` on a Mac. */
export function keyCaps(keys: string, isMac: boolean): string[] {
  return partsOf(keys).map((part) => {
    if (part === 'Mod') return isMac ? '⌘' : 'Ctrl'
    if (part === 'Alt') return isMac ? '⌥' : 'Alt'
    return SIGNS[part] ?? (/^[a-z]$/.test(part) ? part.toUpperCase() : part)
  })
}

/** True for a key press that is this shortcut. Mod is either Ctrl or Cmd: keyboards of both kinds are plugged into either machine. */
export function isShortcut(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  name: ShortcutName,
): boolean {
  const parts = partsOf(SHORTCUTS[name].keys)
  const key = parts.at(-1) ?? ''
  // A sign like "?" is typed with Shift on most keyboards, and without it on some.
  const signAlone = parts.length === 1 && !/^[a-z0-9]$/i.test(key)
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === parts.includes('Mod') &&
    event.altKey === parts.includes('Alt') &&
    (signAlone || event.shiftKey === parts.includes('Shift'))
  )
}

/** True where a key types a character, so that it cannot be a shortcut without Mod. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=menu], [role=listbox]',
    ) !== null
  )
}

/** `Mod--` would be the minus key: the last sign is the key whatever it is. */
function partsOf(keys: string): string[] {
  return keys.split(/-(?=.)/)
}
