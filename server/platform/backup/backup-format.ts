import { z } from 'zod'

// One tar file: HEADER first, then the rows of each table in compressed pieces, the attachments, the secret, then MANIFEST with
// the size and the SHA-256 of everything before it, and the manifest's own sum last. docs/decisions/007 says why.
export const HEADER = 'weft-backup.json'
export const MANIFEST = 'manifest.json'
export const MANIFEST_SUM = 'manifest.sha256'
export const SECRET = 'secret'

const count = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const AppliedMigration = z.object({ name: z.string(), checksum: z.string() })
export type AppliedMigration = z.infer<typeof AppliedMigration>

/** A table as it stands in the catalogue; generated columns are left out, since nobody may write them. */
export const Table = z.object({ name: z.string().min(1), columns: z.array(z.string().min(1)) })
export type Table = z.infer<typeof Table>

export const Sequence = z.object({ name: z.string().min(1), value: z.string().regex(/^-?\d+$/) })
export type Sequence = z.infer<typeof Sequence>

export const BackupHeader = z.object({
  format: z.literal('weft-backup'),
  /** Raised when an older release could no longer read what a newer one writes. */
  formatVersion: z.literal(1),
  id: z.uuid(),
  /** The moment of the snapshot by the clock of the database. */
  madeAt: z.iso.datetime(),
  release: z.string(),
  postgres: z.string(),
  migrations: z.array(AppliedMigration),
  tables: z.array(Table),
  sequences: z.array(Sequence),
})
export type BackupHeader = z.infer<typeof BackupHeader>

export const Part = z.object({
  name: z.string(),
  bytes: count,
  sha256,
  /** Of a compressed part: its length once it is unpacked. */
  unpacked: count.optional(),
})
export type Part = z.infer<typeof Part>

export const BackupManifest = z.object({
  parts: z.array(Part),
  rows: z.record(z.string(), count),
  /** Keys of files that rows name and that the storage did not have. */
  missingFiles: z.array(z.string()),
})
export type BackupManifest = z.infer<typeof BackupManifest>

/** Name of the n-th piece of a table's rows, in the text format of COPY; all pieces together are one zstd stream. */
export function rowsPart(table: string, index: number): string {
  return `tables/${table}/${String(index).padStart(6, '0')}.copy.zst`
}

export const FILES = 'files/'
