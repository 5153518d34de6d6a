import { workerData } from 'node:worker_threads'
import { z } from 'zod'

// The heap limit does not count what native code and WebAssembly hold, and a killed parent cannot kill its child: both are
// looked at here. A look costs 20 microseconds.
const LOOK_MS = 100

const { parent, residentMb } = z.object({ parent: z.number(), residentMb: z.number() }).parse(workerData)

setInterval(() => {
  if (process.ppid === parent && process.memoryUsage.rss() <= residentMb * 1_048_576) return
  try {
    // The whole group: this process leads it.
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}, LOOK_MS)
