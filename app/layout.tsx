import './globals.css'
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { asTheme, THEME_COOKIE } from '#components/hooks/preference-cookies.ts'
import { Providers } from '#components/providers.tsx'

export const metadata: Metadata = {
  title: { default: 'Weft', template: '%s · Weft' },
  description: 'Write together; hand text and scans to jobs; keep everything.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf8f3' },
    { media: '(prefers-color-scheme: dark)', color: '#181714' },
  ],
}

/**
 * The theme is written by the server from a cookie, so the first paint is right without an inline script. Reading the cookie also
 * makes every page dynamic, which the CSP's nonce for each request needs.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = asTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <html lang="en" data-theme={theme}>
      <body>
        <div className="weft-root">
          <Providers>{children}</Providers>
        </div>
      </body>
    </html>
  )
}
