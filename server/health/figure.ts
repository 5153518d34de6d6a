const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** A named value of a report. */
export function figure(label: string, value: string | number): { label: string; value: string } {
  return { label, value: typeof value === 'number' ? value.toLocaleString('en') : value }
}

/** Bytes in the unit that keeps the number short. */
export function byteText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`
}

/** Seconds as people say them: "40 s", "12 min", "3 h", "9 d". */
export function ageText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`
}
