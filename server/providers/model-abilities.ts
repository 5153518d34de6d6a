import { z } from 'zod'
import type { ModelAbility } from '#prisma/client.ts'
import { type KnownAbilities, LEARNT_ABILITIES, type ModelAbilities } from '#server/contracts/providers.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { guarded } from '#server/platform/guarded.ts'
import { sha256 } from '#server/platform/ids.ts'

/** A provider as what was found of its models is kept for it: under its name, for its address. */
export type Located = { name: string; baseUrl: string }
/** What a job met: only what a model cannot do without, or not at all, so that two jobs never undo what each other found. */
export type Learnt = { contextTokens: number } | { streams: false } | { json: false } | { thinks: true }

const Names = z.array(z.enum(LEARNT_ABILITIES))

/** What is known of the models of these providers, by name, at the address where each is now. */
export async function knownAbilities(
  ctx: Pick<Context, 'db'>,
  providers: readonly Located[],
): Promise<(provider: string) => KnownAbilities[]> {
  if (providers.length === 0) return () => []
  const places = new Map(providers.map((one) => [one.name, addressOf(one)]))
  const rows = await ctx.db.prisma.modelAbility.findMany({
    where: { provider: { in: [...places.keys()] } },
    orderBy: { model: 'asc' },
  })
  const valid = rows.filter(({ provider, address }) => places.get(provider) === address)
  return (name) => valid.filter(({ provider }) => provider === name).map(present)
}

/** Keeps what a test found in place of all that was known of these models. */
export async function keepAbilities(
  tx: Transaction,
  provider: Located,
  found: readonly ModelAbilities[],
  foundAt: Date,
): Promise<void> {
  for (const { model, ...abilities } of found) {
    const kept = { ...abilities, address: addressOf(provider), learnt: [], foundAt }
    const place = { provider: provider.name, model }
    await tx.modelAbility.upsert({
      where: { provider_model: place },
      create: { ...place, ...kept },
      update: kept,
    })
  }
}

/**
 * Keeps what a job found out about a model: a shorter context than was known, something that it cannot do, or that it
 * thinks first. It never says that a model can more, whatever order jobs end in. Never throws: the job has an answer to look for.
 */
export async function learnAbility(
  ctx: Pick<Context, 'db' | 'clock' | 'log'>,
  provider: Located,
  model: string,
  learnt: Learnt,
): Promise<void> {
  const keep = guarded(
    async () => {
      const all = { contextTokens: null, streams: null, json: null, thinks: null, ...learnt }
      // LEAST passes NULL by, so an unknown context becomes the one that was met.
      await ctx.db.prisma.$executeRaw`
        INSERT INTO "ModelAbility" AS known (provider, model, address, "contextTokens", streams, json, thinks, learnt, "foundAt")
        VALUES (${provider.name}, ${model}, ${addressOf(provider)}, ${all.contextTokens}::int, ${all.streams}::boolean,
          ${all.json}::boolean, ${all.thinks}::boolean, ${Object.keys(learnt)}, ${new Date(ctx.clock.now())})
        ON CONFLICT (provider, model) DO UPDATE SET
          "contextTokens" = CASE WHEN known.address = excluded.address
            THEN LEAST(known."contextTokens", excluded."contextTokens") ELSE excluded."contextTokens" END,
          streams = CASE WHEN known.address = excluded.address THEN coalesce(excluded.streams, known.streams) ELSE excluded.streams END,
          json = CASE WHEN known.address = excluded.address THEN coalesce(excluded.json, known.json) ELSE excluded.json END,
          thinks = CASE WHEN known.address = excluded.address THEN coalesce(excluded.thinks, known.thinks) ELSE excluded.thinks END,
          learnt = CASE WHEN known.address = excluded.address
            THEN ARRAY(SELECT DISTINCT unnest(known.learnt || excluded.learnt)) ELSE excluded.learnt END,
          address = excluded.address, "foundAt" = excluded."foundAt"`
    },
    { name: 'keep what a job learnt', log: ctx.log, fallback: () => undefined },
  )
  await keep()
}

function present({
  model,
  contextTokens,
  streams,
  json,
  thinks,
  learnt,
  foundAt,
}: ModelAbility): KnownAbilities {
  const names = Names.safeParse(learnt).data ?? []
  return { model, contextTokens, streams, json, thinks, learnt: names, foundAt: foundAt.toISOString() }
}

// It may hold a password of the operator's.
function addressOf({ baseUrl }: Located): string {
  return sha256(baseUrl.replace(/\/+$/, ''))
}
