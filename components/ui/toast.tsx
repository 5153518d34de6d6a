'use client'

import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './icon-button.tsx'

const manager = Toast.createToastManager()

type ToastOptions = { detail?: string; action?: { label: string; onClick: () => void } }

function add(type: 'note' | 'fault', title: string, { detail, action }: ToastOptions = {}): void {
  manager.add({
    type,
    title,
    description: detail,
    // A fault stays until it is read; 0 means no time limit.
    timeout: type === 'fault' ? 0 : 5000,
    priority: type === 'fault' ? 'high' : 'low',
    actionProps: action ? { children: action.label, onClick: action.onClick } : undefined,
  })
}

/** The one way to say something in passing, from anywhere in the browser. */
export const toast = {
  note: (title: string, options?: ToastOptions) => add('note', title, options),
  fault: (title: string, options?: ToastOptions) => add('fault', title, options),
}

/** Holds the toasts; stands once, around the page. */
export function ToastArea({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-[60] flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 sm:right-6 sm:bottom-6">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className={classNames(
        'popup-motion relative rounded-lg border bg-raised shadow-float',
        item.type === 'fault' ? 'border-danger' : 'border-hairline',
      )}
    >
      <Toast.Content className="flex items-start gap-3 py-3 pr-2 pl-4">
        <div className="min-w-0 flex-1 py-0.5">
          <Toast.Title className="font-medium text-base" />
          <Toast.Description className="mt-0.5 text-sm text-soft" />
        </div>
        <Toast.Action className="h-7 shrink-0 rounded-md px-2 font-medium text-accent text-sm hover:bg-hover pointer-coarse:h-10" />
        <Toast.Close render={<IconButton label="Dismiss" />}>
          <X aria-hidden="true" size={14} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
