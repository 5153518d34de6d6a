'use client'

import { useId, useRef, useState } from 'react'
import { PROVIDER_PRESETS, type ProviderView } from '#server/contracts/providers.ts'
import { ProblemMessage } from '../../feedback/problem-message.tsx'
import { useForm } from '../../hooks/use-form.ts'
import { useCheckProvider, useSaveProvider } from '../../hooks/use-providers.ts'
import { Button } from '../../ui/button.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { CheckFindings } from './check-findings.tsx'
import { bodyOf, type Extras, extrasOf, fieldsOf, modelsInUse, ProviderFields } from './form-values.ts'
import { KindExceptions } from './kind-exceptions.tsx'
import { PriceFields } from './price-fields.tsx'
import { addressFor, PRESETS } from './provider-presets.ts'

const OPTIONS = PROVIDER_PRESETS.map((value) => ({ value, label: PRESETS[value].label }))

export function ProviderForm({ provider, onDone }: { provider: ProviderView | null; onDone: () => void }) {
  const form = useForm(ProviderFields, fieldsOf(provider))
  const [extras, setExtras] = useState<Extras>(() => extrasOf(provider))
  const [triedPrices, setTriedPrices] = useState(false)
  const save = useSaveProvider(provider?.id ?? null)
  const check = useCheckProvider()
  const asked = useRef<'save' | 'test'>('save')
  const models = useId()
  const change = (next: Partial<Extras>): void => setExtras((known) => ({ ...known, ...next }))
  const { preset } = extras
  const baseUrl = form.field('baseUrl')
  const inUse = modelsInUse(form.values.model, extras.exceptions)
  const hearing = inUse.find(({ transcribes }) => transcribes)
  const limit = form.field('partCharacters')
  const context = form.field('contextTokens')
  const currency = form.field('currency')
  const embedding = form.field('embeddingModel')
  // What is amiss must be in sight.
  const folded =
    extras.exceptions.length === 0 &&
    !triedPrices &&
    [limit, context, currency, embedding].every(({ fault }) => !fault)
  const foundContext = (check.data?.abilities ?? provider?.abilities)?.find(
    ({ model }) => model === form.values.model,
  )?.contextTokens
  const hasKey = provider !== null && provider.key.state !== 'none'

  const send = form.submit((fields) => {
    if (asked.current === 'test') {
      check.mutate({
        ...{ baseUrl: fields.baseUrl, model: fields.model },
        ...(hearing && { transcribe: hearing.model }),
        apiKey: fields.apiKey === '' ? null : fields.apiKey,
        ...(provider?.id && !extras.withoutKey && { keyOf: provider.id }),
      })
      return
    }
    const body = bodyOf(fields, extras, provider === null)
    setTriedPrices(!body)
    if (!body) return
    save.mutate(body, {
      onSuccess({ name }) {
        toast.note(provider ? `${name} is changed` : `${name} is added`)
        onDone()
      },
      onError: (error) => form.takeFaults(error),
    })
  })

  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <div className="flex flex-col items-start gap-2">
        <div className="max-w-full overflow-x-auto">
          <div className="min-w-max">
            <SegmentedControl
              label="Kind of server"
              value={preset}
              onChange={(next) => {
                change({ preset: next })
                baseUrl.onChange({ target: { value: addressFor(next, form.values.baseUrl) } })
              }}
              options={OPTIONS}
            />
          </div>
        </div>
        <p className="text-muted text-sm">{PRESETS[preset].says}</p>
        {PRESETS[preset].start === null ? null : (
          <p className="w-full text-muted text-sm">
            Start it with{' '}
            <code className="mt-1 block select-all break-words rounded-md bg-sunken px-2.5 py-1.5 font-mono text-soft text-xs">
              {PRESETS[preset].start}
            </code>
          </p>
        )}
      </div>
      <div className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        <TextField
          label="Name"
          autoComplete="off"
          readOnly={provider !== null}
          hint={
            provider
              ? 'It stays, since statistics go by it.'
              : 'Stands beside answers: own-server, for example.'
          }
          {...form.field('name')}
        />
        <TextField
          label="Model"
          autoComplete="off"
          list={models}
          placeholder={PRESETS[preset].model}
          hint="As the server names it. A test offers its list here."
          {...form.field('model')}
        />
        <datalist id={models}>
          {(check.data?.offered ?? provider?.check?.offered ?? []).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <div className="sm:col-span-2">
          <TextField
            label="Address"
            type="url"
            autoComplete="off"
            placeholder="https://models.example.org/v1"
            className="font-mono text-base"
            {...baseUrl}
          />
        </div>
        <div className="sm:col-span-2">
          <TextField
            label="API key"
            type="password"
            autoComplete="new-password"
            placeholder={hasKey ? `${provider.key.hint ?? ''} is kept` : PRESETS[preset].key}
            hint={
              provider?.key.state === 'lost'
                ? 'The kept key cannot be read any more: this server has another secret. Enter it again.'
                : 'Kept encrypted, sent to this address only, and never shown again.'
            }
            {...form.field('apiKey')}
          />
        </div>
      </div>
      {hasKey ? (
        <Switch
          label="Take the kept key away"
          checked={extras.withoutKey}
          onChange={(withoutKey) => change({ withoutKey })}
        />
      ) : null}
      <details className="rounded-lg border border-hairline px-4 py-3" open={folded ? undefined : true}>
        <summary className="cursor-pointer font-medium text-sm">Models by kind, prices and limits</summary>
        <div className="mt-4 flex flex-col gap-6">
          <KindExceptions
            exceptions={extras.exceptions}
            offered={models}
            onChange={(exceptions) => change({ exceptions })}
          />
          <PriceFields
            models={inUse}
            prices={extras.prices}
            faults={triedPrices}
            currency={currency}
            onChange={(prices) => change({ prices })}
          />
          <TextField
            label="Most characters in one call"
            inputMode="numeric"
            className="figures max-w-40"
            placeholder="20,000"
            hint="A longer text is worked on in parts. About four characters are a token."
            {...limit}
          />
          <TextField
            label="Context in tokens"
            inputMode="numeric"
            className="figures max-w-40"
            placeholder={foundContext?.toLocaleString('en') ?? 'As it is found'}
            hint="Question and answer together. Empty, what a test or a job finds counts; what is too long for it is not sent there whole."
            {...context}
          />
          <TextField
            label="Embeddings model"
            autoComplete="off"
            list={models}
            className="max-w-80"
            placeholder="None"
            hint="Compares the wording of instructions, in shadow: Admin, Cache, shows whether likeness could be trusted. Only instructions are sent."
            {...embedding}
          />
        </div>
      </details>
      <div aria-live="polite">
        {check.isPending ? <p className="text-muted text-sm">Asking it a word ...</p> : null}
        {check.isError ? <ProblemMessage error={check.error} /> : null}
        {check.data && !check.isPending ? <CheckFindings result={check.data} open /> : null}
      </div>
      {save.isError ? <ProblemMessage error={save.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button
          type="submit"
          busy={check.isPending}
          onClick={() => {
            asked.current = 'test'
          }}
        >
          Test
        </Button>
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          onClick={() => {
            asked.current = 'save'
          }}
        >
          {provider ? 'Save' : 'Add'}
        </Button>
      </div>
    </form>
  )
}
