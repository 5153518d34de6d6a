import { AppError } from '#server/platform/errors.ts'
import { createDiskStorage } from '#server/platform/storage.ts'

// A process that writes one file in one piece and says how that ended: for tests that limit what a process may write.
const [dataDir = '', key = '', size = '0'] = process.argv.slice(2)

async function* onePiece(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(Number(size)).fill(7)
}

try {
  const { bytes } = await createDiskStorage(dataDir).write(key, onePiece(), Number(size))
  process.stdout.write(`kept ${bytes}`)
} catch (error) {
  process.stdout.write(error instanceof AppError ? error.code : String(error))
}
