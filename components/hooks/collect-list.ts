import type { z } from 'zod'
import { callApi } from '../api-client.ts'

type Page = { items: unknown[]; nextCursor: string | null }

type WholeList<Output extends z.ZodType<Page>> = {
  path: `/api/v1/${string}`
  query?: Record<string, string>
  output: Output
  signal: AbortSignal
}

// The largest page that the API gives, and as many of them as a browser should hold: five thousand items.
const PAGE_ITEMS = 100
const PAGES_MAX = 50

/** A list that is of use only as a whole (the tree of pages, names by id), read page by page. Throws `ApiProblem`. */
export async function collectList<Output extends z.ZodType<Page>>(
  list: WholeList<Output>,
): Promise<z.infer<Output>> {
  const read = (cursor: string | undefined) =>
    callApi({ ...list, query: { ...list.query, limit: PAGE_ITEMS, cursor } })
  let page = await read(undefined)
  const items = [...page.items]
  for (let pages = 1; page.nextCursor !== null && pages < PAGES_MAX; pages++) {
    page = await read(page.nextCursor)
    items.push(...page.items)
  }
  return { ...page, items }
}

/** When the first rendering brought only the beginning of a list, the rest is asked for at once. */
export function initialList<List extends Page>(list: List | undefined) {
  return list && { initialData: list, ...(list.nextCursor !== null && { initialDataUpdatedAt: 0 }) }
}
