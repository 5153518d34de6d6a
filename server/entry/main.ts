import { processConfig } from '#server/platform/config/process-config.ts'
import { sentenceFor } from '#server/platform/explained-error.ts'
import { createLogger, type Logger } from '#server/platform/logging/logger.ts'
import { Supervisor } from './supervisor.ts'

// The supervisor: `npm start` and, with --dev, `npm run dev`. Everything that serves runs in processes of its own.
const started = performance.now()

// One sentence for whoever starts Weft; what is behind it goes to the log at debug.
function fail(error: unknown, log?: Logger): never {
  log?.debug({ error }, 'the start failed')
  process.stderr.write(`${sentenceFor(error, 'Weft could not start')}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  const config = processConfig()
  const log = createLogger('supervisor', config.logLevel)
  const supervisor = new Supervisor({ ...config, dev: config.dev || process.argv.includes('--dev') }, log)
  let asked = 0

  // Stops what runs before it reports, so that no child outlives a failed start.
  const giveUp = async (error: unknown): Promise<void> => {
    await supervisor.stop().catch(() => supervisor.hasten())
    fail(error, log)
  }
  const stop = (signal: string): void => {
    asked++
    if (asked > 1) {
      supervisor.hasten()
      return
    }
    log.info({ signal }, 'stopping; a second signal hastens it')
    supervisor.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error, log),
    )
  }
  process.on('uncaughtException', (error) => void giveUp(error))
  process.on('unhandledRejection', (error) => void giveUp(error))
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))

  try {
    await supervisor.start()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    if (asked === 0) process.stdout.write(`Weft is ready at ${config.publicUrl} (${seconds} s)\n`)
  } catch (error) {
    if (asked === 0) await giveUp(error)
  }
}

await main().catch((error: unknown) => fail(error))
