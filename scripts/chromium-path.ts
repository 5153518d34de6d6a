import { existsSync } from 'node:fs'

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * A Chromium for Playwright: $CHROMIUM_PATH, else the one inside the npm package @sparticuz/chromium (Linux x64, nothing to
 * download), else the system's. Undefined means whatever `npx playwright install chromium` fetched.
 */
export async function chromiumPath(): Promise<string | undefined> {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: chromium } = await import('@sparticuz/chromium')
    return chromium.executablePath()
  }
  return SYSTEM.find((path) => existsSync(path))
}
