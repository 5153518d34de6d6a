import type { Editor } from '@tiptap/core'
import type { LucideIcon } from 'lucide-react'
import type { MediaKind } from '#server/contracts/media-kinds.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'

/** What the menu can ask of the page around the editor. */
export interface PageActions {
  /** True for somebody without an account: nothing that the API would have to do. */
  visiting(): boolean
  chooseImage(): void
  /** Chooses files of the page; with a kind, for that job on each. */
  chooseFile(work?: MediaKind): void
  /** About the block of the caret; on an empty line, or with `page`, about the page. */
  askJob(kind: TextKind, about?: 'page'): void
  /** Opens the form about the same, for what has to be told more than a word; without a kind for any. */
  openJobForm(kind: TaskKind | undefined): void
}

export const SLASH_GROUPS = ['Text', 'Lists', 'Insert', 'Jobs', 'Jobs on files'] as const

export type SlashItem = {
  id: string
  group: (typeof SLASH_GROUPS)[number]
  label: string
  /** Other words that people type for it. */
  words: readonly string[]
  icon: LucideIcon
  /** Found by typing, and else left out: the open menu stays short. */
  rare?: boolean
  /** What typing in the text does the same. */
  shortcut?: string
  /** Runs after the typed `/…` has been removed. */
  run(editor: Editor, actions: PageActions): void
}
