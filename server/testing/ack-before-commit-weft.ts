import path from 'node:path'
import { Supervisor } from '#server/entry/supervisor.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { createLogger } from '#server/platform/logging/logger.ts'

// A whole Weft whose collaboration process acknowledges before it commits: the negative control of the kill test. A test that
// stays green on this one proves nothing. It lives among the tests and is started by its path; no configuration leads here.
const config = processConfig()
const log = createLogger('supervisor', config.logLevel)
const supervisor = new Supervisor(config, log, {
  collab: path.join(import.meta.dirname, 'ack-before-commit-collab.ts'),
})

process.on('SIGTERM', () => {
  void supervisor.stop().then(() => process.exit(0))
})
await supervisor.start()
