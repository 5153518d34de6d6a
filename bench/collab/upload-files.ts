// A load for `typing`: files of 25 MB go up one behind the other as fast as they are taken; with the word `job`, a job reads a scan
// meanwhile, again and again.
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Account, call } from '../../e2e/torture/account.ts'
import { upload } from '../../e2e/torture/upload.ts'
import { runLoad, timed } from './background-load.ts'

const FILE_BYTES = 25_000_000
const SCAN = new URL('../../e2e/fixtures/scans/tilted-noisy.jpg', import.meta.url)

runLoad((account, done) => {
  let stopped = false
  const bytes = new Uint8Array(FILE_BYTES).fill(0x77)
  const uploads = (async () => {
    while (!stopped)
      await timed(done, async () => {
        await accepted(await upload(account, 'large.bin', bytes))
        return FILE_BYTES
      })
  })()
  const jobs = (async () => {
    if (!process.argv.includes('job')) return
    const { id } = await accepted(await upload(account, 'scan.jpg', new Uint8Array(await readFile(SCAN))))
    while (!stopped) await readScan(account, id, () => stopped)
  })()
  return {
    async stop() {
      stopped = true
      await Promise.all([uploads, jobs])
    },
  }
})

async function accepted(answer: Response): Promise<{ id: string }> {
  if (!answer.ok) throw new Error(`an upload answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as { id: string }
}

async function readScan(account: Account, attachmentId: string, isOver: () => boolean): Promise<void> {
  const request = { kind: 'ocr', attachmentId }
  const { id } = await call<{ id: string }>(account, 'POST', '/api/v1/tasks', { request, fresh: true })
  for (let status = 'PENDING'; status === 'PENDING' || status === 'RUNNING'; ) {
    if (isOver()) {
      await call(account, 'POST', `/api/v1/tasks/${id}/cancel`)
      return
    }
    await pause(200)
    status = (await call<{ status: string }>(account, 'GET', `/api/v1/tasks/${id}`)).status
    if (status === 'FAILED') throw new Error('the job failed')
  }
}
