import { createContext, useContext } from 'react'

/** True around a page that was opened by a link, by somebody without an account: there the API answers nobody. */
export const VisitingContext = createContext(false)

/** Whether whoever looks has no account, so that only the page itself is there for them: no lists, jobs or uploads. */
export function useVisiting(): boolean {
  return useContext(VisitingContext)
}
