import { z } from 'zod'

/** Any id of ours. */
export const Id = z.uuid()

/** A moment, as ISO 8601 in UTC. */
export const Moment = z.iso.datetime()

/** A page of a list: `next` is handed back as `cursor` for the following page; null at the end. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
