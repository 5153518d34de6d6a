'use client'

import { type MouseEvent, useRef } from 'react'
import { isReachable, seemsAway } from '../server-reach.ts'
import { toast } from '../ui/toast.tsx'

/**
 * A handler for the clicks on links while the server seems away. The router would fall back to the browser, which replaces the
 * screen, and the page somebody is writing on, by an error of its own; this stays and says why.
 */
export function useKeptScreen() {
  const passing = useRef<Element>(undefined)
  return (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (!link || !plain || link.target === '_blank' || link.origin !== window.location.origin) return
    if (link.pathname === window.location.pathname || !seemsAway()) return
    if (passing.current === link) return
    event.preventDefault()
    void isReachable().then((reached) => {
      if (reached) {
        passing.current = link
        link.click()
        passing.current = undefined
      } else
        toast.fault('Weft cannot be reached, so this screen stays. What you wrote is kept on this device.')
    })
  }
}
