// Run by storage.test.ts in a process of its own that is killed: writes the first half of a file and then waits for ever.
import { createDiskStorage } from '#server/platform/storage.ts'

const [dataDir, key] = process.argv.slice(2)
if (!dataDir || !key) throw new Error('usage: slow-upload <data folder> <storage key>')

async function* halfAFile(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(64 * 1024).fill(1)
  process.stdout.write('half\n')
  await new Promise(() => setInterval(() => {}, 60_000))
}

await createDiskStorage(dataDir).write(key, halfAFile(), 1_048_576)
