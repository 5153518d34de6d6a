import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'

/** Runs one statement: over the pool, or inside a transaction of Prisma. */
export type Query = <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>

export function poolQuery(ctx: Pick<Context, 'db'>): Query {
  return async <Row>(sql: string, ...values: unknown[]) =>
    (await ctx.db.pool.query(sql, values)).rows as Row[]
}

export function transactionQuery(tx: Transaction): Query {
  return <Row>(sql: string, ...values: unknown[]) => tx.$queryRawUnsafe<Row[]>(sql, ...values)
}
