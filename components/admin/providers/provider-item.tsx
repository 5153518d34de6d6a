'use client'

import { ArrowDown, ArrowUp, Ellipsis, Pencil, Power, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { CostReport } from '#server/contracts/cost-report.ts'
import type { ProviderView } from '#server/contracts/providers.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import {
  useCheckProvider,
  useOrderProviders,
  useRemoveProvider,
  useSaveProvider,
} from '../../hooks/use-providers.ts'
import { duration } from '../../jobs/job-words.ts'
import { costWords } from '../../money-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'
import { CheckFindings } from './check-findings.tsx'
import { abilityWords, kindsWords, movedOrder, stateOf } from './provider-state.ts'

type ProviderItemProps = {
  place: number
  provider: ProviderView
  list: readonly ProviderView[]
  /** What it cost in 30 days; undefined until that is known. */
  cost: CostReport['providers'][number] | undefined
  onEdit: () => void
}

/** One provider in the chain: where it is, what it answers with, how it does, and what can be done with it. */
export function ProviderItem({ place, provider, list, cost, onEdit }: ProviderItemProps) {
  const check = useCheckProvider()
  const { id, name, key } = provider
  const { tone, word } = stateOf(provider)
  const kinds = kindsWords(provider)
  const test = (): void => check.mutate({ provider: name }, { onError: toastProblem })
  return (
    <li className="grid grid-cols-[1.5rem_1fr] gap-x-3 border-hairline border-b py-4">
      <span aria-hidden="true" className="figures pt-0.5 text-muted text-sm">
        {place}
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-64">
            <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium text-base">{name}</span>
              <Badge tone={tone}>{word}</Badge>
              {id === null ? <Badge>From WEFT_PROVIDERS</Badge> : null}
            </h3>
            <p className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-soft">
              <span className="break-all font-mono text-xs leading-5">{provider.baseUrl}</span>
              <span className="break-all">{provider.model}</span>
              <span>
                {key.state === 'none' ? 'No key' : <code className="font-mono text-xs">{key.hint}</code>}
              </span>
            </p>
            {kinds ? <p className="mt-0.5 text-muted text-sm">{kinds}</p> : null}
            <ItemAbilities provider={provider} />
            <ItemRunning running={provider.running} />
            {cost ? <ItemCost cost={cost} /> : null}
            {provider.breaker.lastError ? (
              <p className="mt-0.5 text-muted text-sm">Last error: {provider.breaker.lastError}</p>
            ) : null}
          </div>
          <div className="flex items-center gap-1">
            <Button size="sm" busy={check.isPending} onClick={test}>
              Test<span className="sr-only"> {name}</span>
            </Button>
            {id === null ? null : <ItemMenu id={id} provider={provider} list={list} onEdit={onEdit} />}
          </div>
        </div>
        <div aria-live="polite">
          {check.isPending ? (
            <p className="mt-3 text-muted text-sm">
              Asking it a word. A model that has to be loaded takes a while.
            </p>
          ) : provider.check ? (
            <div className="mt-3 max-w-3xl">
              <CheckFindings result={provider.check} open={check.isSuccess} />
            </div>
          ) : null}
        </div>
      </div>
    </li>
  )
}

/** What jobs go by, for each model of which something is known. */
function ItemAbilities({
  provider: { abilities, contextTokens, model },
}: Pick<ProviderItemProps, 'provider'>) {
  const nothing = {
    model,
    contextTokens: null,
    streams: null,
    json: null,
    thinks: null,
    learnt: [],
    foundAt: null,
  }
  const rows = abilities.length === 0 ? [nothing] : abilities
  return rows.map((known) => {
    const words = abilityWords(known, contextTokens)
    return words === null ? null : (
      <p key={known.model} className="figures mt-0.5 text-muted text-sm">
        {rows.length > 1 ? <span className="break-all">{known.model}: </span> : null}
        {words}
        {known.foundAt === null ? null : (
          <>
            ; found <RelativeTime at={known.foundAt} />
          </>
        )}
      </p>
    )
  })
}

/** How it does by the jobs that asked it. */
function ItemRunning({ running }: Pick<ProviderView, 'running'>) {
  const { lastAnswerAt, failingSince, medianMs, answers } = running
  if (lastAnswerAt === null && failingSince === null)
    return <p className="mt-0.5 text-muted text-sm">Has not answered yet</p>
  return (
    <p className="figures mt-0.5 text-muted text-sm">
      {failingSince === null ? null : (
        <span className="text-danger">
          Failing since <RelativeTime at={failingSince} />.{' '}
        </span>
      )}
      {lastAnswerAt === null ? (
        'Has not answered yet'
      ) : (
        <>
          Last answered well <RelativeTime at={lastAnswerAt} />
        </>
      )}
      {medianMs === null ? null : `; ${pace(answers, duration(medianMs))}`}
    </p>
  )
}

function pace(answers: number, median: string): string {
  return answers === 1
    ? `one answer of the last day, in ${median}`
    : `half of ${answers.toLocaleString('en')} answers of the last day within ${median}`
}

function ItemCost({ cost: { costs, unpriced } }: { cost: CostReport['providers'][number] }) {
  return costs.length === 0 && unpriced === 0 ? null : (
    <p className="figures mt-0.5 text-muted text-sm">{costWords(costs, unpriced)} in 30 days</p>
  )
}

type ItemMenuProps = Omit<ProviderItemProps, 'place' | 'cost'> & { id: string }

function ItemMenu({ id, provider, list, onEdit }: ItemMenuProps) {
  const order = useOrderProviders()
  const save = useSaveProvider(id)
  const remove = useRemoveProvider()
  const [asking, setAsking] = useState(false)
  const { name, enabled } = provider
  const up = movedOrder(list, id, -1)
  const down = movedOrder(list, id, 1)
  const move = (next: string[]): void => order.mutate(next, { onError: toastProblem })
  const turn = (): void =>
    save.mutate(
      { enabled: !enabled },
      {
        onSuccess: () => toast.note(enabled ? `${name} is not asked any more` : `${name} is asked again`),
        onError: toastProblem,
      },
    )
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`More for ${name}`}>
            <Ellipsis aria-hidden="true" size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil aria-hidden="true" size={14} />} onSelect={onEdit}>
          Edit
        </MenuItem>
        {up ? (
          <MenuItem icon={<ArrowUp aria-hidden="true" size={14} />} onSelect={() => move(up)}>
            Ask earlier
          </MenuItem>
        ) : null}
        {down ? (
          <MenuItem icon={<ArrowDown aria-hidden="true" size={14} />} onSelect={() => move(down)}>
            Ask later
          </MenuItem>
        ) : null}
        <MenuItem icon={<Power aria-hidden="true" size={14} />} onSelect={turn}>
          {enabled ? 'Switch off' : 'Switch on'}
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger icon={<Trash2 aria-hidden="true" size={14} />} onSelect={() => setAsking(true)}>
          Remove
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Remove ${name}?`}
        description="Its key goes with it and cannot be brought back. Jobs ask the next provider from now on; what it answered stays."
        action="Remove"
        danger
        onConfirm={() =>
          remove.mutate(id, { onSuccess: () => toast.note(`${name} is removed`), onError: toastProblem })
        }
      />
    </>
  )
}
