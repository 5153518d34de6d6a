import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'
import { hideSecrets } from './hide-secrets.ts'
import { currentLogFields } from './log-context.ts'

export type { Logger } from 'pino'

/** The logger of one process: JSON lines on standard output, with the fields of `withLogFields` on each and no secret in any. */
export function createLogger(process: string, level: string, output?: DestinationStream): Logger {
  const options = {
    level,
    base: { process },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => ({ ...currentLogFields() }),
    hooks: { streamWrite: hideSecrets },
    serializers: { error: stdSerializers.errWithCause },
  }
  return output ? pino(options, output) : pino(options)
}
