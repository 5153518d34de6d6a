import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'
import { AppError } from '#server/platform/errors.ts'

const Cursor = z.tuple([z.iso.datetime(), Id])

type Place = { createdAt: Date; id: string }

/** The place in a list after which the next page begins, newest first. */
export function writeCursor({ createdAt, id }: Place): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url')
}

/** The filter for what comes after the cursor. Throws `invalid-input` for a cursor that no list gave. */
export function afterCursor(cursor: string | undefined) {
  if (cursor === undefined) return {}
  const [createdAt, id] = parse(cursor)
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
}

function parse(cursor: string): z.output<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    throw new AppError('invalid-input', 'This list cannot be continued from there; begin it anew.', {
      cause: error,
    })
  }
}
