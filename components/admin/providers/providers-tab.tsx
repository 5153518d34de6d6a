'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ProviderView } from '#server/contracts/providers.ts'
import { QueryView } from '../../feedback/query-view.tsx'
import { useProviderCosts, useProviders } from '../../hooks/use-providers.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { CostCharts } from './cost-charts.tsx'
import { CostFigures } from './cost-figures.tsx'
import { ProviderDialog } from './provider-dialog.tsx'
import { ProviderItem } from './provider-item.tsx'

const COST_RANGE = '30d'

/** Which models answer jobs: in which order, with which key, how they do, and whether they work. */
export function ProvidersTab() {
  const providers = useProviders()
  const costs = useProviderCosts(COST_RANGE).data
  const [edited, setEdited] = useState<ProviderView | null>(null)
  const [open, setOpen] = useState(false)

  function edit(provider: ProviderView | null): void {
    setEdited(provider)
    setOpen(true)
  }
  const add = (
    <Button variant="primary" onClick={() => edit(null)}>
      <Plus aria-hidden="true" size={16} />
      Add a provider
    </Button>
  )
  return (
    <>
      <QueryView query={providers} loading={<SkeletonRows rows={3} label="Loading the providers" />}>
        {({ providers: list }) =>
          list.length === 0 ? (
            <EmptyState title="No model yet" action={add}>
              The built-in engine summarises, measures and extracts by itself. What has to be written or
              judged needs a model: one of your own (Ollama, vLLM, llama.cpp) or of a service.
            </EmptyState>
          ) : (
            <>
              <div className="mb-3 flex flex-wrap items-end justify-between gap-4">
                <div>
                  <h2 className="display text-xl">Providers</h2>
                  <p className="mt-1 max-w-[60ch] text-soft">
                    A job asks them from the top. Where none of them answers, the built-in engine does what it
                    can.
                  </p>
                </div>
                {add}
              </div>
              <ol
                aria-label="Providers in the order in which they are asked"
                className="border-hairline border-t"
              >
                {list.map((provider, index) => (
                  <ProviderItem
                    key={provider.id ?? provider.name}
                    place={index + 1}
                    provider={provider}
                    list={list}
                    cost={costs?.providers.find(({ name }) => name === provider.name)}
                    onEdit={() => edit(provider)}
                  />
                ))}
              </ol>
              {costs ? (
                <>
                  <CostFigures report={costs} />
                  <CostCharts report={costs} />
                </>
              ) : null}
            </>
          )
        }
      </QueryView>
      <ProviderDialog provider={edited} open={open} onOpenChange={setOpen} />
    </>
  )
}
