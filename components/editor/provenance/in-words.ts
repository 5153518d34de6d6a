/** "Ada", "Ada and Ben", "Ada, Ben and Cy". */
export function inWords(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
}
