'use client'

import { CloudOff } from 'lucide-react'
import { useOnline } from '../hooks/use-online.ts'
import { classNames } from '../ui/class-names.ts'

/** Says that the network is away for as long as it is. */
export function OfflineBanner({ besideSidebar }: { besideSidebar: boolean }) {
  const online = useOnline()
  return (
    <div
      role="status"
      // Never over the foot of the sidebar, where one's own account is.
      className={classNames('fixed inset-x-0 bottom-0 z-30 print:hidden', besideSidebar && 'md:left-64')}
    >
      {online ? null : (
        <p className="flex items-center justify-center gap-2 border-warning/30 border-t bg-warning-wash px-4 py-2 text-center text-sm text-warning">
          <CloudOff aria-hidden="true" size={15} className="shrink-0" />
          You are offline. What you see may be out of date; what you type on a page stays on this device until
          you are back.
        </p>
      )}
    </div>
  )
}
