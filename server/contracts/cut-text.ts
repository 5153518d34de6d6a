/**
 * The first `most` UTF-16 code units of a text, one fewer where the cut would go through a character of two: half a character
 * is no text, and PostgreSQL and the shared document both refuse or replace it.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
