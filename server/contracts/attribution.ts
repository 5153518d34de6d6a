import { z } from 'zod'
import { Id } from './identifiers.ts'

export const ReadAttribution = z.object({
  seq: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional()
    .describe('The version: the number of an update of the page. The newest when left out'),
  within: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(60)
    .describe(
      'Neighbouring characters of one author within so many seconds are one run; 0 tells every update apart',
    ),
})
export type ReadAttribution = z.infer<typeof ReadAttribution>

const Author = z.object({
  kind: z.enum(['person', 'job', 'agent', 'system']),
  id: Id.nullable().describe('Of a person the account, of a job the task, of an agent the API key'),
  name: z.string().nullable().describe('Null for jobs, and for people who are gone'),
  hue: z.number().int().nullable(),
})

const Milliseconds = z.number().int().nullable().describe('Milliseconds since 1970; null when unknown')

const Run = z.object({
  length: z.number().int().describe('UTF-16 units'),
  author: z.number().int().nullable().describe('Place in `authors`; null when unknown'),
  from: Milliseconds,
  to: Milliseconds,
})

/** Who wrote each character of a version of a page, and when it was committed. */
export const Attribution = z.object({
  seq: z.number().int(),
  authors: z.array(Author),
  texts: z.array(
    z.object({
      root: z.enum(['title', 'body']),
      path: z
        .array(z.number().int())
        .describe('Places of the ancestors below the root, and of the text itself'),
      runs: z.array(Run),
    }),
  ),
})
export type Attribution = z.infer<typeof Attribution>
