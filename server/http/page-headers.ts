/** On every answer, of pages, API and files alike. */
export const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
} as const

/** The policy of answers that are data: were one shown as a page, nothing in it would load or run. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

export type PagePolicy = {
  /** Fresh for each page; Next puts it on its own scripts. */
  nonce: string
  /** The host that the browser asked for: sockets go to the same, which older browsers do not take 'self' to mean. */
  host: string | null
  /** React's development build evaluates strings to rebuild stacks. */
  dev: boolean
}

/**
 * The Content-Security-Policy of a page. Scripts run by nonce only, so what people write cannot run even if a sanitiser
 * fails. Styles must allow inline ones: the editor and Next set style attributes.
 */
export function pagePolicy({ nonce, host, dev }: PagePolicy): string {
  const named = host !== null && /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host)
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self'${named ? ` ws://${host} wss://${host}` : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}
