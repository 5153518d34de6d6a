/** The name of a page to show, also where it has none yet. */
export function untitled(title: string): string {
  return title.trim() || 'Untitled'
}
