import { createContext } from 'react'

/** Which page the text around belongs to; undefined where it is shown without one. */
export const PageIdContext = createContext<string | undefined>(undefined)
