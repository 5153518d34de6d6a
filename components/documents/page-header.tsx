import { Fragment, type ReactNode } from 'react'
import { SidebarToggle } from '../workspace/sidebar-toggle.tsx'

export type Crumb = { label: string; node: ReactNode }

type PageHeaderProps = {
  /** Outermost first; the last one is the page itself. Nodes, so that the editor can put a live title there. */
  crumbs: readonly Crumb[]
  /** Avatars of who is here. */
  presence?: ReactNode
  /** The honest word about the page: saving, on this device, saved. */
  saved?: ReactNode
  /** Comments and jobs of the page, then Share, in this order. */
  actions?: ReactNode
  /** The "..." menu. */
  menu?: ReactNode
}

/** The strip above every screen: where one is on the left; who is here, whether it is saved and what one can do on the right. */
export function PageHeader({ crumbs, presence, saved, actions, menu }: PageHeaderProps) {
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-3 bg-paper/92 px-3 backdrop-blur-sm sm:px-4 print:hidden">
      <SidebarToggle />
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-1.5 text-muted text-sm">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.label}>
              {index > 0 ? (
                <li aria-hidden="true" className="hidden text-field sm:block">
                  /
                </li>
              ) : null}
              <li
                aria-current={index === crumbs.length - 1 ? 'page' : undefined}
                className={
                  index === crumbs.length - 1 ? 'min-w-0 truncate text-soft' : 'hidden shrink-0 sm:block'
                }
              >
                {crumb.node}
              </li>
            </Fragment>
          ))}
        </ol>
      </nav>
      <div className="flex shrink-0 items-center gap-2">
        {presence}
        {saved}
        {actions}
        {menu}
      </div>
    </header>
  )
}
