/** A host and a port that the operator lists; the host as `URL.hostname` has it. */
export type ListedHost = Readonly<{ host: string; port: number }>

const PAIR = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+):(\d{1,5})$/i

/** Reads `ollama:11434` or `[::1]:8000`; undefined for anything else. Spellings of one address become the same. */
export function readListedHost(text: string): ListedHost | undefined {
  const [, name = '', digits = ''] = PAIR.exec(text.trim()) ?? []
  const port = Number(digits)
  if (name === '' || port < 1 || port > 65_535 || !URL.canParse(`http://${name}`)) return undefined
  return { host: new URL(`http://${name}`).hostname, port }
}

/** As it is written in the environment. */
export function listedHostText({ host, port }: ListedHost): string {
  return `${host}:${port}`
}

/** Host and port of an address; the port that the protocol implies where none is written. */
export function destinationOf(url: URL): ListedHost {
  const implied = url.protocol === 'https:' ? 443 : 80
  return { host: url.hostname, port: url.port === '' ? implied : Number(url.port) }
}
