/**
 * Options of Node for a process that holds much for long and makes little for long: what was just made takes 16 MB before it is
 * sorted out. V8 by itself lets it grow to 134 MB in a process with two thousand sockets, and never gives that back.
 */
export const SMALL_YOUNG_HEAP = ['--max-semi-space-size=8'] as const
