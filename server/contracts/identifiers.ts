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

/** Path of a person's picture on this server; it changes with the picture. Null: initials on their colour. */
export const AvatarPath = z
  .string()
  .regex(/^\/api\/v1\/people\/[0-9a-f-]{36}\/avatar\?v=[0-9a-f]{16}$/)
  .nullable()
  .meta({ examples: [null] })
