/** Seconds from what people type for a moment: "83", "1:23.5", "1:02:03"; undefined for anything else. */
export function readMoment(text: string): number | undefined {
  const parts = text.trim().replace(',', '.').split(':')
  const fine =
    parts.length <= 3 &&
    parts.every((part, index) => (index === parts.length - 1 ? /^\d+(\.\d{0,3})?$/ : /^\d+$/).test(part)) &&
    parts.slice(1).every((part) => Number(part) < 60)
  return fine ? parts.reduce((sum, part) => sum * 60 + Number(part), 0) : undefined
}

/** A moment as people type it: "1:23.5". */
export function momentText(seconds: number): string {
  const tenths = Math.round(seconds * 10) / 10
  const [hours, minutes] = [Math.floor(tenths / 3_600), Math.floor(tenths / 60) % 60]
  const rest = Math.round((tenths % 60) * 10) / 10
  const two = (value: number): string => (value < 10 ? `0${value}` : String(value))
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
