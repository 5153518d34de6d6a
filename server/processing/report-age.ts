/** How old a report over many requests may be while it counts as new. */
export const REPORT_TTL_MS = 10_000
/** After that it is shown at once and read anew behind: the next look, seconds later, has the new one. */
export const REPORT_STALE_MS = 60_000
