const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])
export const HREF_MAX = 2_000

/**
 * True for addresses that a link may carry: http, https, mailto, and paths and anchors on this server. Browsers drop tabs
 * and newlines inside a scheme before they run it, so control characters anywhere refuse the address.
 */
export function isSafeHref(href: unknown): href is string {
  if (typeof href !== 'string' || href.length === 0 || href.length > HREF_MAX) return false
  for (let i = 0; i < href.length; i++)
    if (href.charCodeAt(i) < 0x21 || href.charCodeAt(i) === 0x7f) return false
  if (href.startsWith('#')) return true
  // A second slash or a backslash would make the path an address on another host.
  if (href.startsWith('/')) return !/^\/[/\\]/.test(href)
  try {
    return LINK_PROTOCOLS.has(new URL(href).protocol)
  } catch {
    return false // no scheme: browsers would read it relative to the page, which is never what was meant
  }
}
