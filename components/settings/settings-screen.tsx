'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { z } from 'zod'
import { type RegistrationMode, WorkspaceName, type WorkspaceSettings } from '#server/contracts/workspace.ts'
import { PageHeader } from '../documents/page-header.tsx'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useForm } from '../hooks/use-form.ts'
import { useUpdateWorkspace, useWorkspace } from '../hooks/use-workspace.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { ScreenSection } from '../workspace/screen-section.tsx'

const MODES: readonly { value: RegistrationMode; label: string; hint: string }[] = [
  {
    value: 'open',
    label: 'Anybody',
    hint: 'Whoever reaches this server makes an account and becomes a member. Addresses are not verified.',
  },
  { value: 'invitation', label: 'By invitation', hint: 'An owner hands out a link, for one address each.' },
  {
    value: 'closed',
    label: 'Nobody',
    hint: 'No new accounts and no new invitations; links that were handed out wait until you open again.',
  },
]

/** What the owners of a workspace decide for all. */
export function SettingsScreen({ initial }: { initial: WorkspaceSettings }) {
  const settings = useWorkspace(initial).data
  return (
    <>
      <PageHeader crumbs={[{ label: 'Settings', node: 'Settings' }]} />
      <Screen>
        <ScreenTitle lead="What holds for everybody in the workspace.">Settings</ScreenTitle>
        <NameForm key={settings.name} settings={settings} />
        <ScreenSection title="Who may join">
          <JoiningChoice settings={settings} />
        </ScreenSection>
      </Screen>
    </>
  )
}

function NameForm({ settings }: { settings: WorkspaceSettings }) {
  const form = useForm(z.object({ name: WorkspaceName }), { name: settings.name })
  const update = useUpdateWorkspace()
  const send = form.submit((body) =>
    update.mutate(body, {
      onSuccess: () => toast.note('The workspace has its new name'),
      onError: (error) => form.takeFaults(error),
    }),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-3">
      <TextField label="Name of the workspace" autoComplete="off" {...form.field('name')} />
      {update.isError ? <ProblemMessage error={update.error} /> : null}
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        disabled={form.values.name === settings.name}
        busy={update.isPending}
      >
        Save
      </Button>
    </form>
  )
}

/** Takes effect at once; while it is being saved the choice of the person shows, and a refusal brings the old one back. */
function JoiningChoice({ settings }: { settings: WorkspaceSettings }) {
  const update = useUpdateWorkspace()
  const chosen = update.isPending
    ? (update.variables.registration ?? settings.registration)
    : settings.registration
  return (
    <RadioGroup
      aria-label="Who may join"
      value={chosen}
      onValueChange={(registration) => update.mutate({ registration }, { onError: toastProblem })}
      className="border-hairline border-t"
    >
      {MODES.map(({ value, label, hint }) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the radio inside is its control
        <label
          key={value}
          className="flex cursor-pointer items-start gap-3.5 border-hairline border-b py-4 transition-colors hover:bg-hover"
        >
          <Radio.Root
            value={value}
            className="mt-0.5 grid size-4.5 shrink-0 place-items-center rounded-full border border-field data-[checked]:border-accent"
          >
            <Radio.Indicator className="size-2.5 rounded-full bg-accent" />
          </Radio.Root>
          <span>
            <span className="block font-medium">{label}</span>
            <span className="block text-muted text-sm">{hint}</span>
          </span>
        </label>
      ))}
    </RadioGroup>
  )
}
