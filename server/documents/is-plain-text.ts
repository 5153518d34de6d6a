import { open } from 'node:fs/promises'

/** As much of a file as is looked at: whoever hides bytes behind this much text fools only a preview. */
const SAMPLE_BYTES = 65_536
// Characters that no text holds, other than tab, line ends, form feed and escape.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/

/** True for a file that begins as UTF-8 text. */
export async function isPlainText(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const buffer = new Uint8Array(SAMPLE_BYTES)
    const { bytesRead } = await handle.read(buffer, 0, SAMPLE_BYTES, 0)
    return isText(buffer.subarray(0, bytesRead), bytesRead === SAMPLE_BYTES)
  } finally {
    await handle.close()
  }
}

function isText(bytes: Uint8Array, cut: boolean): boolean {
  try {
    // Where the sample ends in the middle of a character, the rest of it is not missed.
    return !BINARY.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut }))
  } catch {
    return false // not UTF-8
  }
}
