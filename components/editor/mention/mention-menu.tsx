'use client'

import type { Editor } from '@tiptap/core'
import { FileText } from 'lucide-react'
import { Avatar } from '../../ui/avatar.tsx'
import { SuggestionMenu } from '../suggest/suggestion-menu.tsx'
import type { MentionStore } from './mention-extension.ts'
import type { MentionItem } from './mention-items.ts'

/** Draws the `@` menu: people and pages to name. */
export function MentionMenu({ store, editor }: { store: MentionStore; editor: Editor }) {
  return <SuggestionMenu store={store} editor={editor} label="Mention" before={sign} after={() => null} />
}

function sign({ label, hue, avatar }: MentionItem) {
  return hue === undefined ? (
    <FileText aria-hidden="true" size={16} className="mx-0.5 text-muted" />
  ) : (
    <Avatar name={label} hue={hue} avatar={avatar ?? null} size="xs" decorative />
  )
}
