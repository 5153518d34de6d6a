// RFC 6455, 5.5: a control frame carries 125 bytes, of which the code takes two.
const REASON_BYTES = 123

/**
 * A reason as a close frame holds it. `ws` throws for a longer one, and a throw while a frame is read ends the process; what
 * was sent may stand in a reason, so its letters count by their bytes.
 */
export function closeReason(text: string): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(REASON_BYTES))
  return text.slice(0, read)
}
