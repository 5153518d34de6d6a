import { useFrozen } from './use-frozen.ts'

type Pages<Item> = { pages: { items: Item[] }[] } | undefined

/** The rows of a list that stands still while it is read, and how many rows came at its top since. */
export function useFrozenList<Item extends { id: string }>(
  data: Pages<Item>,
  paused: boolean,
  key: string,
): { rows: Item[] | undefined; news: number } {
  const shown = useFrozen(data, paused, key)
  const rows = shown?.pages.flatMap((page) => page.items)
  const known = new Set(rows?.map((row) => row.id))
  const fresh = data?.pages[0]?.items ?? []
  const first = fresh.findIndex((row) => known.has(row.id))
  // Without any known row on the first page, all of it is new; rows further down were there before.
  const news = !paused || !rows ? 0 : first === -1 ? (rows.length > 0 ? fresh.length : 0) : first
  return { rows, news }
}
