import { type Logger, pino, stdSerializers } from 'pino'
import { currentLogFields } from './log-context.ts'

export type { Logger } from 'pino'

// Values under these keys never reach a log line, whatever object carries them.
const SECRET_KEYS = ['password', 'token', 'secret', 'apiKey', 'authorization', 'cookie', 'key']
const SECRET_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])

/** The logger of one process: JSON lines on standard output, with the fields of `withLogFields` on each. */
export function createLogger(process: string, level: string): Logger {
  return pino({
    level,
    base: { process },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ ...currentLogFields() }),
    redact: { paths: SECRET_PATHS, censor: '[secret]' },
    serializers: { error: stdSerializers.errWithCause },
  })
}
