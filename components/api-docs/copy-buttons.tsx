'use client'

import { useEffect, useState } from 'react'

const SAID_MS = 2000

/**
 * Makes the plain copy buttons of the page work: one listener for all of them, since a component for each of some hundreds
 * would cost seconds to start. Copies the text of the figure that a button stands in, and says so.
 */
export function CopyButtons() {
  const [said, setSaid] = useState('')

  useEffect(() => {
    function copy(event: MouseEvent): void {
      const button = event.target instanceof Element ? event.target.closest('button[data-copy]') : null
      const text = button?.closest('figure')?.querySelector('pre')?.textContent
      if (!button || !text) return
      navigator.clipboard?.writeText(text).then(
        () => {
          button.setAttribute('data-copied', '')
          setSaid('Copied')
          setTimeout(() => {
            button.removeAttribute('data-copied')
            setSaid('')
          }, SAID_MS)
        },
        // Where the browser refuses, the text stays selectable.
        () => setSaid('The browser does not allow copying here'),
      )
    }
    document.addEventListener('click', copy)
    return () => document.removeEventListener('click', copy)
  }, [])

  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  )
}
