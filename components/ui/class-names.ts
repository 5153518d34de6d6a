/** Joins the classes that are there; false, null and undefined fall away. */
export function classNames(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ')
}
