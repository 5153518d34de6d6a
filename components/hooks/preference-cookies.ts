export type Theme = 'system' | 'light' | 'dark'

/** The cookie that the server reads to write the theme on <html>, so that no wrong colour flashes. */
export const THEME_COOKIE = 'weft-theme'

/** The cookie that tells the server to render the sidebar folded, so that it does not jump. */
export const SIDEBAR_COOKIE = 'weft-sidebar'

const YEAR_SECONDS = 31_536_000

/** Anything but the two known words means: follow the system. */
export function asTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** Keeps a choice of this browser for a year; null forgets it. */
export function keepPreference(name: string, value: string | null): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that Weft serves
  document.cookie = `${name}=${value ?? ''}; path=/; max-age=${value === null ? 0 : YEAR_SECONDS}; samesite=lax`
}
