import pg from 'pg'
import { dropDatabase } from '#server/platform/database/drop-database.ts'

/** One statement or more on a connection of its own that is closed after it. */
export async function onServer(url: string, act: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await act(admin)
  } finally {
    await admin.end()
  }
}

/** Removes a database of a test, whoever still works on it. */
export function dropOnServer(url: string, name: string): Promise<void> {
  return onServer(url, (admin) => dropDatabase(admin, name))
}
