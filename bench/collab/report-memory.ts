// Preloaded into every contestant (`--expose-gc --import`): when asked, it collects its garbage and says what is left.
// HEAP_SNAPSHOTS=folder keeps a picture of the heap each time.
import path from 'node:path'
import { writeHeapSnapshot } from 'node:v8'
import { isMainThread } from 'node:worker_threads'

const folder = process.env.HEAP_SNAPSHOTS
let pictures = 0

if (isMainThread)
  process.on('message', (question) => {
    if (question !== 'memory') return
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    process.send?.({ heapUsed, external })
    if (folder) writeHeapSnapshot(path.join(folder, `${process.pid}-${++pictures}.heapsnapshot`))
  })
