import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** The folder of the programs that we are measured beside: a package of its own. */
export const PEERS = path.resolve(import.meta.dirname, 'peers')

/** Installs the peers where one is missing; nobody else ever does. */
export function installPeers(...needed: string[]): void {
  if (needed.every((name) => existsSync(path.join(PEERS, 'node_modules', name)))) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: PEERS, stdio: 'inherit' })
}
