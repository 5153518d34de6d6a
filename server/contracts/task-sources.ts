import { z } from 'zod'
import { Id } from './identifiers.ts'

/** A page that a task read from its title to its end. */
export const TaskSource = z.object({
  documentId: Id,
  title: z.string().describe('As it is now; empty for a page without one'),
  sum: z
    .string()
    .describe('Sum of the letters that it had when it was read: how many, and two sums of 32 bits'),
  changed: z.boolean().describe('Whether its letters are others by now'),
})
export type TaskSource = z.infer<typeof TaskSource>

export const TaskSources = z.object({ items: z.array(TaskSource) })
export type TaskSources = z.infer<typeof TaskSources>
