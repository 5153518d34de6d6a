import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CostReport } from '#server/contracts/cost-report.ts'
import {
  type ChangeProvider,
  type CheckProvider,
  CheckResult,
  type CreateProvider,
  ProviderList,
  ProviderView,
} from '#server/contracts/providers.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { SLOW_MS } from './use-admin.ts'

const PATH = '/api/v1/admin/providers'

/** The model providers in the order in which they are asked. */
export function useProviders() {
  return useQuery({
    queryKey: queryKeys.adminProviders,
    queryFn: ({ signal }) => callApi({ path: PATH, output: ProviderList, signal }),
    // Breakers open and close without an event.
    refetchInterval: SLOW_MS,
  })
}

/** What they cost over a range, and when each answered last. */
export function useProviderCosts(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminProviderCosts(range),
    queryFn: ({ signal }) => callApi({ path: `${PATH}/costs`, query: { range }, output: CostReport, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** What stands on other screens too: breakers, and which kinds of job have nothing to answer them. */
function useRenewProviders() {
  const client = useQueryClient()
  return async () => {
    void client.invalidateQueries({ queryKey: queryKeys.adminRecovery })
    void client.invalidateQueries({ queryKey: queryKeys.jobKinds })
    // What was done is over when the list shows it.
    await client.invalidateQueries({ queryKey: queryKeys.adminProviders, exact: true })
  }
}

/** Adds a provider, or changes the one with this id. */
export function useSaveProvider(id: string | null) {
  const renew = useRenewProviders()
  return useMutation({
    mutationFn: (body: Partial<CreateProvider> & ChangeProvider) =>
      callApi({
        method: id === null ? 'POST' : 'PATCH',
        path: id === null ? PATH : `${PATH}/${id}`,
        body,
        output: ProviderView,
      }),
    onSuccess: renew,
  })
}

export function useRemoveProvider() {
  const renew = useRenewProviders()
  return useMutation({
    mutationFn: (id: string) => callApi({ method: 'DELETE', path: `${PATH}/${id}`, output: Nothing }),
    onSettled: renew,
  })
}

/** Says in which order they are asked; `environment` stands for those of the environment. */
export function useOrderProviders() {
  const client = useQueryClient()
  const renew = useRenewProviders()
  return useMutation({
    mutationFn: (order: readonly string[]) =>
      callApi({ method: 'PUT', path: `${PATH}/order`, body: { order }, output: ProviderList }),
    onSuccess: (list) => client.setQueryData(queryKeys.adminProviders, list),
    onSettled: renew,
  })
}

/** Asks a server what it can; of a saved provider the result is kept. */
export function useCheckProvider() {
  const renew = useRenewProviders()
  return useMutation({
    mutationFn: (body: CheckProvider) =>
      callApi({ method: 'POST', path: `${PATH}/check`, body, output: CheckResult }),
    onSettled: renew,
  })
}
