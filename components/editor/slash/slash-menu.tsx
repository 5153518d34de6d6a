'use client'

import type { Editor } from '@tiptap/core'
import { SuggestionMenu } from '../suggest/suggestion-menu.tsx'
import type { SlashStore } from './slash-extension.ts'
import type { SlashItem } from './slash-item.ts'

/** Draws the `/` menu. */
export function SlashMenu({ store, editor }: { store: SlashStore; editor: Editor }) {
  return <SuggestionMenu store={store} editor={editor} label="Insert" before={sign} after={shortcut} />
}

function sign({ icon: Icon, group }: SlashItem) {
  return <Icon aria-hidden="true" size={16} className={group === 'Jobs' ? 'text-accent' : 'text-muted'} />
}

function shortcut({ shortcut: keys }: SlashItem) {
  return keys ? <span className="font-mono text-muted text-xs">{keys}</span> : null
}
