'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ApiProblem } from './api-client.ts'
import { ToastArea } from './ui/toast.tsx'

const RETRIES = 2

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Asked even when the browser thinks that it is offline: the answer, or our own sentence about its absence, is the truth.
        networkMode: 'always',
        refetchOnReconnect: true,
        retry: (failures, error) => error instanceof ApiProblem && error.retryable && failures < RETRIES,
        retryDelay: (failures) => Math.min(4_000, 400 * 2 ** failures) * (0.5 + Math.random() / 2),
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** What every client component may count on: the query cache and the toasts. No inline style elements, so the CSP stays strict. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient)
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <ToastArea>{children}</ToastArea>
      </QueryClientProvider>
    </CSPProvider>
  )
}
