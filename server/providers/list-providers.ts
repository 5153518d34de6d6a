import type { Person } from '#server/contracts/actors.ts'
import { CheckResult, type ProviderList, type ProviderView } from '#server/contracts/providers.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { knownBreakers } from '#server/recovery/known-breakers.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { howProvidersDo } from './how-providers-do.ts'
import { knownAbilities, type Located } from './model-abilities.ts'
import { type Findings, presentConfigured, presentEntered } from './provider.presenter.ts'

/** Every provider of the workspace in the order in which they are asked, those that are not enabled too. */
export async function listProviders(ctx: Context, actor: Person): Promise<ProviderList> {
  const workspaceId = requireRecoveryAccess(actor)
  const rows = await ctx.db.prisma.modelProvider.findMany({
    where: { workspaceId },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  })
  // Of two with one name that of the environment is asked, so the findings are its own.
  const findings = await knownFindings(ctx, workspaceId, [...rows, ...ctx.config.providers])
  const present = (some: typeof rows): ProviderView[] =>
    some.map((row) => presentEntered(ctx, row, findings(row.name)))
  return {
    providers: [
      ...present(rows.filter(({ position }) => position < 0)),
      ...ctx.config.providers.map((config) => presentConfigured(config, findings(config.name))),
      ...present(rows.filter(({ position }) => position >= 0)),
    ],
  }
}

/** One that an owner entered. Throws `not-found` for another workspace's too. */
export async function readProvider(ctx: Context, actor: Person, id: string): Promise<ProviderView> {
  const workspaceId = requireRecoveryAccess(actor)
  const row = await ctx.db.prisma.modelProvider.findFirst({ where: { id, workspaceId } })
  if (!row) throw notFound('provider')
  return presentEntered(ctx, row, (await knownFindings(ctx, workspaceId, [row]))(row.name))
}

async function knownFindings(
  ctx: Context,
  workspaceId: string,
  providers: readonly Located[],
): Promise<(provider: string) => Findings> {
  const [standing, running, abilities, rows] = await Promise.all([
    knownBreakers(ctx),
    howProvidersDo(
      ctx,
      workspaceId,
      providers.map(({ name }) => name),
    ),
    knownAbilities(ctx, providers),
    ctx.db.prisma.providerCheck.findMany(),
  ])
  // A result of another version is none.
  const checks = new Map(rows.map(({ provider, result }) => [provider, CheckResult.safeParse(result).data]))
  return (provider) => ({
    breaker: standing(provider),
    running: running(provider),
    check: checks.get(provider) ?? null,
    abilities: abilities(provider),
  })
}
