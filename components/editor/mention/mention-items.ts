import type { MentionAttributes } from '#server/document-model/mention-node.ts'

/** Whom and what this person may name: the people of the workspace and the pages that they may read. */
export type Mentionable = {
  people: readonly { userId: string; name: string; hue: number; avatar: string | null }[]
  pages: readonly { id: string; title: string; editedAt: string }[]
}

export type MentionItem = {
  id: string
  group: 'People' | 'Pages'
  label: string
  hue?: number
  avatar?: string | null
  mention: MentionAttributes
}

const PEOPLE_MAX = 5
const PAGES_MAX = 7

/**
 * What fits the words after the `@`: people, then pages, names that begin with them first, without regard to case and accents.
 * Pages that were edited last come first among equals. `here` is the open page, which nobody means to name.
 */
export function findMentions({ people, pages }: Mentionable, query: string, here: string): MentionItem[] {
  const wanted = plain(query)
  const persons = best(people, ({ name }) => name, wanted, PEOPLE_MAX).map(
    ({ userId, name, hue, avatar }): MentionItem => ({
      ...{ id: userId, group: 'People', label: name, hue, avatar },
      mention: { kind: 'person', targetId: userId, label: name },
    }),
  )
  const recent = pages
    .filter(({ id, title }) => id !== here && title.trim() !== '')
    .sort((a, b) => b.editedAt.localeCompare(a.editedAt))
  const found = best(recent, ({ title }) => title, wanted, PAGES_MAX).map(
    ({ id, title }): MentionItem => ({
      ...{ id, group: 'Pages', label: title },
      mention: { kind: 'page', targetId: id, label: '' },
    }),
  )
  return [...persons, ...found]
}

function best<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  wanted: string,
  most: number,
): Item[] {
  const ranked = items.flatMap((item) => {
    const rank = rankOf(plain(nameOf(item)), wanted)
    return rank === undefined ? [] : [{ item, rank }]
  })
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ item }) => item)
}

/** 0 for the beginning of the name, 1 for the beginning of a word in it; undefined when neither fits. */
function rankOf(name: string, wanted: string): number | undefined {
  if (name.startsWith(wanted)) return 0
  return name.split(/[\s.,;:()-]+/).some((_word, at, words) => words.slice(at).join(' ').startsWith(wanted))
    ? 1
    : undefined
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
