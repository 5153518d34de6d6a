// npm run bench -- collab [scenario ...]: shared editing beside other servers in the same run, each in a process of its own, the
// load in another. Prints ratios; absolute figures are this machine's. Without a name, every scenario runs.
// CPU_PROFILES=folder keeps profiles of our processes.
import { acknowledged } from './collab/acknowledged.ts'
import { besideSlowReader } from './collab/beside-slow-reader.ts'
import { burst } from './collab/burst.ts'
import { coldOpen } from './collab/cold-open.ts'
import { cursors } from './collab/cursors.ts'
import { fanOut } from './collab/fan-out.ts'
import { highestRate } from './collab/highest-rate.ts'
import { manyDocuments } from './collab/many-documents.ts'
import { reconnect } from './collab/reconnect.ts'
import { slowReader } from './collab/slow-reader.ts'
import { typing } from './collab/typing.ts'
import { installPeers } from './install-peers.ts'

const SCENARIOS: Record<string, () => Promise<void>> = {
  acknowledged,
  'fan-out-50': () => fanOut(50),
  'fan-out-200': () => fanOut(200),
  'fan-out-500': () => fanOut(500),
  'rate-50': () => highestRate(50),
  'rate-500': () => highestRate(500),
  documents: manyDocuments,
  'cold-open': () => coldOpen('state'),
  'cold-open-streamed': () => coldOpen('stream'),
  reconnect,
  cursors,
  'slow-reader': slowReader,
  'slow-reader-others': besideSlowReader,
  burst,
  typing,
}

const asked = process.argv.slice(2)
const chosen = Object.entries(SCENARIOS).filter(
  ([name]) => asked.length === 0 || asked.some((one) => name === one || name.startsWith(`${one}-`)),
)
if (chosen.length === 0) {
  console.error(`scenarios: ${Object.keys(SCENARIOS).join(', ')}; fan-out and rate name all of theirs`)
  process.exit(2)
}
installPeers('@hocuspocus/server', '@y/websocket-server')
for (const [, run] of chosen) await run()
