import { afterEach } from 'vitest'

/** What a test opens and pushes here is closed after it, whether it passed or not. */
export function closeAfterEach(): (() => void)[] {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })
  return closers
}
