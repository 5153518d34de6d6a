/** Adds these at the end of a list, however many they are: as arguments of one call a hundred thousand and more end it with a RangeError. */
export function pushAll<T>(list: T[], more: readonly T[]): void {
  for (const one of more) list.push(one)
}
