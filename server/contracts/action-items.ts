import { z } from 'zod'
import { Instruction, SHOWN_TEXT_MAX, TextSource } from './text-source.ts'

export const ACTIONS_MAX = 500

/** What somebody is to do, found in a text. The built-in engine finds what is written as a task, and what is asked or promised in English. */
export const ActionItemsText = z.object({
  kind: z.literal('action-items'),
  source: TextSource,
  instruction: Instruction,
})

export const ActionItem = z.object({
  task: z.string().min(1).max(1_000),
  /** Who is to do it and by when, in the words of the text; null where it does not say. */
  owner: z.string().max(200).nullable(),
  due: z.string().max(200).nullable(),
  /** True where the text marks it as done. */
  done: z.boolean(),
  /** Where the text says so, in UTF-16 code units, `end` exclusive; null where a model’s quotation does not stand in it. */
  place: z.object({ start: z.number().int().min(0), end: z.number().int().min(0) }).nullable(),
})
export type ActionItem = z.infer<typeof ActionItem>

export const ActionItemsResult = z.object({
  kind: z.literal('action-items'),
  /** In the order of the text; those without a place come last. */
  items: z.array(ActionItem).max(ACTIONS_MAX),
  /** The beginning of the text, so that each can be read where it stands. */
  source: z.string().max(SHOWN_TEXT_MAX),
})
