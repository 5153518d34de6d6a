import { useState } from 'react'

/** The value as it was when it froze; the newest otherwise. Another `key` (another filter) is another question, and thaws. */
export function useFrozen<Value>(value: Value, frozen: boolean, key: string): Value {
  const [kept, setKept] = useState({ value, key })
  const asked = kept.key !== key || kept.value === undefined
  if ((!frozen || asked) && (kept.value !== value || kept.key !== key)) {
    setKept({ value, key })
    return value
  }
  return frozen && !asked ? kept.value : value
}
