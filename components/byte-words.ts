const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Bytes as people say them: "512 B", "3.4 MiB". */
export function byteWords(bytes: number): string {
  const exact = bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10)
  // 1,023.9 KiB would be rounded to 1024 of them.
  const power = Math.min(UNITS.length - 1, Math.round(bytes / 1024 ** exact) === 1024 ? exact + 1 : exact)
  const value = bytes / 1024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`
}
