import { requireRole } from '#server/access/document-role.ts'
import { describeKeys } from '#server/accounts/describe-keys.ts'
import { loadProfiles } from '#server/accounts/load-profiles.ts'
import { type AuthoredText, readAttribution } from '#server/collaboration/read-attribution.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { Attribution, ReadAttribution } from '#server/contracts/attribution.ts'
import type { Context } from '#server/platform/context.ts'

type Run = AuthoredText['runs'][number]
type Author = NonNullable<Run['first']>['author']

/** Who wrote each character of a page, for those who may read it. Throws `not-found` and `invalid-input`. */
export async function readPageAttribution(
  ctx: Context,
  actor: Actor,
  id: string,
  { seq: wanted, within }: ReadAttribution,
): Promise<Attribution> {
  await requireRole(ctx, actor, id, 'viewer')
  const { seq, texts } = await readAttribution(ctx, id, { seq: wanted, withinMs: within * 1000 })
  const authors = new Map<string, { place: number; author: Author }>()
  const placeOf = ({ first }: Run): number | null => {
    if (!first) return null
    const { author } = first
    const key = `${author.kind} ${author.id}`
    const known = authors.get(key) ?? { place: authors.size, author }
    authors.set(key, known)
    return known.place
  }
  const authored = texts.map(({ root, path, runs }) => ({
    ...{ root, path },
    runs: runs.map((run) => ({
      length: run.length,
      author: placeOf(run),
      from: run.first?.at ?? null,
      to: run.last?.at ?? null,
    })),
  }))
  return { seq, authors: await presented(ctx, [...authors.values()]), texts: authored }
}

async function presented(
  ctx: Context,
  found: readonly { author: Author }[],
): Promise<Attribution['authors']> {
  const idsOf = (wanted: Author['kind']) =>
    found.flatMap(({ author: { kind, id } }) => (kind === wanted && id ? [id] : []))
  const profiles = await loadProfiles(ctx, idsOf('person'))
  const keys = await describeKeys(ctx, idsOf('agent'))
  return found.map(({ author: { kind, id } }) => {
    const profile = id === null ? undefined : profiles.get(id)
    const key = id === null ? undefined : keys.get(id)
    return { kind, id, name: profile?.name ?? key?.name ?? null, hue: profile?.hue ?? null }
  })
}
