import { z } from 'zod'
import { TaskView } from './tasks.ts'

/** A task without its answer, which may be long, and without what a cap counts: read the task once it is COMPLETED. */
export const TaskEvent = TaskView.omit({ answer: true, cap: true })
export type TaskEvent = z.infer<typeof TaskEvent>

export const ADMIN_SUBJECTS = ['tasks', 'cache', 'recovery'] as const
export const AdminEvent = z.object({ subject: z.enum(ADMIN_SUBJECTS).describe('Which report to read anew') })
export type AdminEvent = z.infer<typeof AdminEvent>

const Nothing = z.object({})

/** What `GET /api/v1/events` tells: the name of each event with its parsed data. */
export const ServerEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready').describe('The stream begins'), data: Nothing }),
  z.object({ event: z.literal('task').describe('A task as it is now'), data: TaskEvent }),
  z.object({ event: z.literal('documents').describe('The list of pages has changed'), data: Nothing }),
  z.object({ event: z.literal('admin').describe('For owners'), data: AdminEvent }),
  z.object({
    event: z.literal('reset').describe('More was missed than is told: read all anew'),
    data: Nothing,
  }),
])
export type ServerEvent = z.infer<typeof ServerEvent>
