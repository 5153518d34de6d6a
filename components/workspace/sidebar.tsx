'use client'

import { Activity, Home, ListChecks, PanelLeftClose, SlidersHorizontal, Trash2, Users } from 'lucide-react'
import type { Me } from '#server/contracts/accounts.ts'
import type { DocumentList } from '#server/contracts/documents.ts'
import { PageTree } from '../documents/page-tree.tsx'
import { useMe } from '../hooks/use-me.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { WovenMark } from '../ui/woven-mark.tsx'
import { PersonMenu } from './person-menu.tsx'
import { SidebarHint } from './sidebar-hint.tsx'
import { SidebarLink } from './sidebar-link.tsx'
import { foldSidebar } from './sidebar-state.ts'

type SidebarProps = {
  initialMe: Me
  initialDocuments: DocumentList
  foldable?: boolean
}

/** The way around the workspace: its name, its places, its pages, and the person. */
export function Sidebar({ initialMe, initialDocuments, foldable = false }: SidebarProps) {
  const me = useMe(initialMe).data ?? initialMe
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-13 shrink-0 items-center gap-2.5 pr-2 pl-4">
        <WovenMark size={18} />
        <p className="min-w-0 flex-1 truncate font-semibold text-base">{me.workspace.name}</p>
        {foldable ? (
          <Tooltip content={<SidebarHint>Hide the sidebar</SidebarHint>}>
            <IconButton label="Hide the sidebar" onClick={() => foldSidebar(true)}>
              <PanelLeftClose aria-hidden="true" size={16} />
            </IconButton>
          </Tooltip>
        ) : null}
      </div>
      <nav aria-label="Workspace" className="flex min-h-0 flex-1 flex-col">
        <ul className="shrink-0 px-2">
          <SidebarLink href="/" icon={<Home aria-hidden="true" size={16} />}>
            Home
          </SidebarLink>
          <SidebarLink href="/jobs" icon={<ListChecks aria-hidden="true" size={16} />}>
            Jobs
          </SidebarLink>
          {me.workspace.role === 'guest' ? null : (
            <SidebarLink href="/members" icon={<Users aria-hidden="true" size={16} />}>
              Members
            </SidebarLink>
          )}
          {me.workspace.role === 'owner' ? (
            <>
              <SidebarLink href="/settings" icon={<SlidersHorizontal aria-hidden="true" size={16} />}>
                Settings
              </SidebarLink>
              <SidebarLink href="/admin" icon={<Activity aria-hidden="true" size={16} />}>
                Admin
              </SidebarLink>
            </>
          ) : null}
        </ul>
        <PageTree initialDocuments={initialDocuments} mayCreate={me.workspace.role !== 'guest'} />
        <ul className="shrink-0 px-2 pt-2">
          <SidebarLink href="/trash" icon={<Trash2 aria-hidden="true" size={16} />}>
            Trash
          </SidebarLink>
        </ul>
      </nav>
      <div className="shrink-0 p-2">
        <PersonMenu me={me} />
      </div>
    </div>
  )
}
