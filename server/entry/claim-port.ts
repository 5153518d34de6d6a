import type { Config } from '#server/platform/config/config.ts'
import { codeOf, ExplainedError } from '#server/platform/explained-error.ts'
import { awaitFreePort } from '#server/platform/lifecycle/await-port.ts'
import { portHolder } from '#server/platform/lifecycle/port-holder.ts'
import type { Logger } from '#server/platform/logging/logger.ts'

// Processes of a killed supervisor stop by themselves within 8 s and may hold their port that long, on a busy machine longer.
const PATIENCE_MS = 12_000
const OURS = /server\/entry\/\w+\.ts/

/** Thrown when the public port cannot be had; the message is one sentence for whoever starts Weft. */
export class UnusablePortError extends ExplainedError {
  override readonly name = 'UnusablePortError'
}

/**
 * Resolves when the public port is free. It is waited for only while it may become so: where what is left of a killed Weft
 * holds it, or nobody can tell who does. Throws `UnusablePortError`.
 */
export async function claimPort({ host, port }: Config, log: Logger): Promise<void> {
  const within = await patienceFor(port)
  const tell = () => log.warn({ host, port }, 'waiting for the public port, which somebody holds')
  const free = await awaitFreePort(host, port, within, tell).catch((error: unknown) => {
    throw new UnusablePortError(explain(host, port, codeOf(error)), { cause: error })
  })
  if (free) return
  const holder = await portHolder(port)
  const who = holder ? `${shortened(holder.command)} (process ${holder.pid})` : 'another program'
  throw new UnusablePortError(
    `Port ${port} on ${host} is held by ${who}: stop it, or set PORT to a free one.`,
  )
}

async function patienceFor(port: number): Promise<number> {
  const holder = await portHolder(port)
  return holder && !(holder.isOrphan && OURS.test(holder.command)) ? 0 : PATIENCE_MS
}

function explain(host: string, port: number, code: string): string {
  switch (code) {
    case 'EADDRNOTAVAIL':
      return `HOST ${host} is no address of this machine: set it to one, or to 127.0.0.1 or 0.0.0.0.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${host} is not known: set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`
    case 'EACCES':
      return `Only root may listen on port ${port}: set PORT to one above 1023.`
    case 'EAFNOSUPPORT':
      return `This machine does not speak the protocol of HOST ${host}: set it to 127.0.0.1 or 0.0.0.0.`
    default:
      return `Weft cannot listen on ${host}, port ${port} (${code}): set HOST and PORT to others.`
  }
}

/** The program and its first argument, which tell it apart; the rest of a command line may carry secrets. */
function shortened(command: string): string {
  return command.split(' ').slice(0, 2).join(' ') || 'another program'
}
