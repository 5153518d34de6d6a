import { z } from 'zod'
import { compileGlob, globToLike } from './glob.ts'

/** Entries of a workspace that are meant together. */
export const Selection = z.object({
  by: z.enum(['key', 'tag', 'glob', 'kind', 'all']),
  value: z.string(),
})
export type Selection = z.infer<typeof Selection>

/** What of an entry a selection looks at. */
export type Selectable = { key: string; kind: string; tags: readonly string[] }

/** The test of a selection, for entries of its workspace. */
export function selector({ by, value }: Selection): (entry: Selectable) => boolean {
  switch (by) {
    case 'key':
      return (entry) => entry.key === value
    case 'tag':
      return (entry) => entry.tags.includes(value)
    case 'glob': {
      const matches = compileGlob(value)
      return (entry) => matches(entry.key)
    }
    case 'kind':
      return (entry) => entry.kind === value
    case 'all':
      return () => true
  }
}

const CONDITIONS = {
  key: 'key = $2',
  tag: 'tags @> ARRAY[$2]',
  glob: 'key LIKE $2',
  kind: 'kind = $2',
  all: `$2 = ''`,
} as const satisfies Record<Selection['by'], string>

/** The same test for rows of CacheEntry. */
export function selectionSql(
  workspaceId: string,
  { by, value }: Selection,
): { condition: string; values: [string, string] } {
  const given = by === 'glob' ? globToLike(value) : by === 'all' ? '' : value
  return { condition: `"workspaceId" = $1::uuid AND ${CONDITIONS[by]}`, values: [workspaceId, given] }
}
