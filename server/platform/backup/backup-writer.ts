import { createHash } from 'node:crypto'
import { type FileHandle, link, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { sha256 } from '../ids.ts'
import { syncPath } from '../sync-path.ts'
import { type BackupManifest, MANIFEST, MANIFEST_SUM, type Part } from './backup-format.ts'
import { tarEnd, tarHeader, tarPadding } from './tar-format.ts'

/**
 * Writes a backup beside its final name and gives it that name when it is whole and on the disk, so that a file with the name
 * of a backup is one. Call `finish` or `discard` at the end.
 */
export class BackupWriter {
  readonly #target: string
  readonly #aside: string
  readonly #file: FileHandle
  readonly #modified: Date
  readonly #parts: Part[] = []
  #bytes = 0

  private constructor(target: string, aside: string, file: FileHandle, modified: Date) {
    this.#target = target
    this.#aside = aside
    this.#file = file
    this.#modified = modified
  }

  /** Throws EEXIST when something has the name already. */
  static async create(target: string, modified: Date): Promise<BackupWriter> {
    const aside = `${target}.${process.pid}.part`
    // Claims nothing yet, but tells at once what would otherwise be told after an hour.
    const claim = await open(target, 'wx', 0o600)
    await claim.close()
    await rm(target)
    return new BackupWriter(target, aside, await open(aside, 'wx', 0o600), modified)
  }

  get parts(): readonly Part[] {
    return this.#parts
  }

  /** Length of the file so far. */
  get bytes(): number {
    return this.#bytes
  }

  async add(name: string, content: Buffer, unpacked?: number): Promise<void> {
    await this.#append(tarHeader(name, content.length, this.#modified))
    await this.#append(content)
    await this.#append(tarPadding(content.length))
    const part = { name, bytes: content.length, sha256: sha256(content) }
    this.#parts.push(unpacked === undefined ? part : { ...part, unpacked })
  }

  /** Throws when the stream does not give exactly `size` bytes. */
  async addStream(name: string, size: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#append(tarHeader(name, size, this.#modified))
    const hash = createHash('sha256')
    let written = 0
    for await (const piece of content) {
      written += piece.byteLength
      if (written > size) break
      hash.update(piece)
      await this.#append(piece)
    }
    if (written !== size) throw new Error(`${name} changed while it was read`)
    await this.#append(tarPadding(size))
    this.#parts.push({ name, bytes: size, sha256: hash.digest('hex') })
  }

  /** Adds the manifest and gives the file its name. Throws EEXIST when somebody else took the name meanwhile. */
  async finish(facts: Omit<BackupManifest, 'parts'>): Promise<void> {
    const manifest: BackupManifest = { parts: [...this.#parts], ...facts }
    const text = Buffer.from(JSON.stringify(manifest))
    await this.add(MANIFEST, text)
    await this.add(MANIFEST_SUM, Buffer.from(`${sha256(text)}  ${MANIFEST}\n`))
    await this.#append(tarEnd())
    await this.#file.sync()
    await this.#file.close()
    // Unlike a rename, a link never replaces what is there.
    await link(this.#aside, this.#target)
    await rm(this.#aside)
    await syncPath(path.dirname(this.#target))
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => {})
    await rm(this.#aside, { force: true })
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.byteLength
    await this.#file.appendFile(bytes)
  }
}
