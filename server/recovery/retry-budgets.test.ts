import { afterAll, beforeEach, expect, test } from 'vitest'
import { closeContext, createContext } from '#server/platform/context.ts'
import { startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { settleTokens } from './internal/retry-tokens.ts'
import { createRetryBudgets, RETRIES_MOST, type RetryBudget } from './retry-budgets.ts'

const ctx = await createTestContext()
// As two processes have it: nothing in common but the database.
const other = createContext(ctx.config, 'second')
afterAll(() => closeContext(other))
beforeEach(() => ctx.db.prisma.retryToken.deleteMany())

const saved = async (): Promise<number | undefined> =>
  (await ctx.db.prisma.retryToken.findUnique({ where: { provider: 'alpha' } }))?.saved

async function spendAll(budget: RetryBudget): Promise<number> {
  let spent = 0
  while (await budget.spend()) spent += 1
  return spent
}

test('two processes together may spend what one may', async () => {
  const [first, second] = [createRetryBudgets(ctx), createRetryBudgets(other)]
  const [one, two] = [first.of('alpha'), second.of('alpha')]
  const spent = await Promise.all([spendAll(one), spendAll(two)])
  expect(spent[0] + spent[1]).toBe(RETRIES_MOST)
  await Promise.all([first.close(), second.close()])
})

test('each provider has a budget of its own', async () => {
  const budgets = createRetryBudgets(ctx)
  expect(await spendAll(budgets.of('alpha'))).toBe(RETRIES_MOST)
  expect(await budgets.of('beta').spend()).toBe(true)
  await budgets.close()
})

test('what one process earns the other may spend: a retry for five calls', async () => {
  const [first, second] = [createRetryBudgets(ctx), createRetryBudgets(other)]
  expect(await spendAll(first.of('alpha'))).toBe(RETRIES_MOST)
  for (let calls = 0; calls < 15; calls++) first.of('alpha').earn()
  await first.flush()
  expect(await spendAll(second.of('alpha'))).toBe(3)
  await Promise.all([first.close(), second.close()])
})

test('calls that earn write nothing, and much earning saves no more than the most', async () => {
  const budgets = createRetryBudgets(ctx)
  for (let calls = 0; calls < 1000; calls++) budgets.of('alpha').earn()
  expect(await saved()).toBeUndefined()
  await budgets.flush()
  expect(await saved()).toBe(RETRIES_MOST)
  await budgets.close()
})

test('what a process has taken and not spent goes back when it stops', async () => {
  const budgets = createRetryBudgets(ctx)
  expect(await budgets.of('alpha').spend()).toBe(true)
  expect(await saved()).toBe(RETRIES_MOST - 2)
  await budgets.close()
  expect(await saved()).toBe(RETRIES_MOST - 1)
})

test('what was spent stays spent after a restart of everything', async () => {
  const before = createRetryBudgets(ctx)
  await spendAll(before.of('alpha'))
  await before.close()
  const after = createRetryBudgets(other)
  expect(await after.of('alpha').spend()).toBe(false)
  await after.close()
})

test('after a refusal the database is not asked again at every call', async () => {
  const budgets = createRetryBudgets(ctx)
  await spendAll(budgets.of('alpha'))
  // Somebody else adds; within the second nobody here looks.
  await settleTokens(ctx.db.pool, { provider: 'alpha', added: 5, want: 0, most: RETRIES_MOST })
  expect(await budgets.of('alpha').spend()).toBe(false)
  expect(await saved()).toBe(5)
  await budgets.close()
})

test('a hundred takers at once are given exactly what is there', async () => {
  const given = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      settleTokens(index % 2 ? ctx.db.pool : other.db.pool, {
        ...{ provider: 'alpha', added: 0, want: 2, most: RETRIES_MOST },
      }),
    ),
  )
  expect(given.reduce((sum, each) => sum + each, 0)).toBe(RETRIES_MOST)
  expect(await saved()).toBe(0)
})

test('fifths that were added one by one make a whole retry in the end', async () => {
  const settle = (added: number, want: number) =>
    settleTokens(ctx.db.pool, { provider: 'alpha', added, want, most: RETRIES_MOST })
  expect(await settle(0, RETRIES_MOST)).toBe(RETRIES_MOST)
  for (let calls = 0; calls < 5; calls++) expect(await settle(0.2, calls < 4 ? 1 : 0)).toBe(0)
  expect(await settle(0, 1)).toBe(1)
})

test('while the database is away, a process has the budget that it would have alone, and waits for nothing', async () => {
  const proxy = await startDatabaseProxy(ctx.config.databaseUrl ?? '')
  const cut = createContext({ ...ctx.config, databaseUrl: proxy.url }, 'cut off')
  const budgets = createRetryBudgets(cut)
  expect(await budgets.of('alpha').spend()).toBe(true)
  proxy.down()
  // Of ten one is spent; the second of the two that were taken is among the nine.
  expect(await spendAll(budgets.of('alpha'))).toBe(RETRIES_MOST - 1)
  proxy.up()
  await budgets.close()
  await closeContext(cut)
})
