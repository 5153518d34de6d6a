import { useEffect, useRef } from 'react'

type Find = () => HTMLElement | null | undefined

/**
 * For controls that go away when they are used: says where the focus goes once `count` has changed, since a browser would drop it to the
 * page. A popup that closes meanwhile may take it along a moment later, so it is looked after once more.
 */
export function useFocusAfter(count: number): (find: Find) => void {
  const next = useRef<Find>(undefined)
  useEffect(() => {
    const find = next.current
    if (!find || Number.isNaN(count)) return
    next.current = undefined
    find()?.focus()
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) find()?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [count])
  return (find) => {
    next.current = find
  }
}

/** Of the elements in a list that match, the one at this place, else the last. */
export function elementAt(holder: HTMLElement | null, matching: string, at: number): HTMLElement | undefined {
  const all = [...(holder?.querySelectorAll<HTMLElement>(matching) ?? [])]
  return all[Math.min(at, all.length - 1)]
}
