'use client'

import type { ProviderView } from '#server/contracts/providers.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProviderForm } from './provider-form.tsx'

type ProviderDialogProps = {
  /** The one that is changed; null for a new one. */
  provider: ProviderView | null
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks for a model provider, and tests what was typed before it is saved. */
export function ProviderDialog({ provider, open, onOpenChange }: ProviderDialogProps) {
  return (
    <Dialog
      wide
      title={provider ? `Edit ${provider.name}` : 'Add a provider'}
      description="Jobs that begin after it is saved ask it. Texts of your pages are sent to it, so it must be one that you trust with them."
      open={open}
      onOpenChange={onOpenChange}
    >
      <ProviderForm provider={provider} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}
