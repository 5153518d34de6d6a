import { z } from 'zod'

/** Any id of ours. */
export const Id = z.uuid()

/** A moment, as ISO 8601 in UTC. */
export const Moment = z.iso.datetime()

/** A page of a list: `nextCursor` is handed back as `cursor` for the following page; null at the end. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe('Hand it back as `cursor` for the following page; null at the end'),
  })
}

/** Which page of a list. */
export const PageQuery = z.object({
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(30).describe('Items on a page'),
})
export type PageQuery = z.infer<typeof PageQuery>
