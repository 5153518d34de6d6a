'use client'

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from './button.tsx'

type ConfirmDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description: string
  /** The verb of what will happen; never "OK". */
  action: string
  danger?: boolean
  onConfirm: () => void
  /** Where the focus goes when the dialog closes; to what opened it unless said, which may go by the act. */
  returnFocus?: () => HTMLElement | null
}

/** Asks once before something that others notice. Escape and Cancel leave everything as it was. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        {/* Also over a drawer, which is a dialog itself: it must not look as if it could be used. */}
        <AlertDialog.Backdrop
          forceRender
          className="fixed inset-0 z-50 bg-veil transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0"
        />
        <AlertDialog.Popup
          {...(props.returnFocus && { finalFocus: props.returnFocus })}
          className="popup-motion -translate-x-1/2 fixed top-[20vh] left-1/2 z-50 w-[min(25rem,calc(100vw-2rem))] rounded-lg border border-hairline bg-raised p-6 shadow-float outline-none"
        >
          <AlertDialog.Title className="display text-xl">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-soft">{props.description}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Close render={<Button variant="quiet">Cancel</Button>} />
            <AlertDialog.Close
              render={
                <Button variant={props.danger ? 'danger' : 'primary'} onClick={props.onConfirm}>
                  {props.action}
                </Button>
              }
            />
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
