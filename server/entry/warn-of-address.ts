import type { Config } from '#server/platform/config/config.ts'
import type { Logger } from '#server/platform/logging/logger.ts'

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/
const EVERYWHERE = /^(0\.0\.0\.0|::)$/

/**
 * Warns where people could open Weft at an address that is not WEFT_URL: signing in is refused there, because a request must
 * come from the address that Weft knows as its own.
 */
export function warnOfAddress(config: Config, log: Pick<Logger, 'warn'>): void {
  const { hostname, port, protocol } = new URL(config.publicUrl)
  const publicPort = Number(port) || (protocol === 'https:' ? 443 : 80)
  const isLocal = LOOPBACK.test(hostname)
  if (isLocal && config.port !== 0 && publicPort !== config.port && config.trustedProxies === 0)
    log.warn(
      { url: config.publicUrl, port: config.port },
      `WEFT_URL names port ${publicPort} and Weft listens on ${config.port}: set WEFT_URL to what people type, or TRUST_PROXY where a proxy stands between`,
    )
  else if (isLocal && EVERYWHERE.test(config.host))
    log.warn(
      { url: config.publicUrl, host: config.host },
      `Weft listens on every address, but nobody can sign in at another than ${config.publicUrl}: set WEFT_URL to what people type`,
    )
}
