import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { SIDEBAR_COOKIE } from '#components/hooks/preference-cookies.ts'
import { WorkspaceFrame } from '#components/workspace/workspace-frame.tsx'
import { workspaceData } from './workspace-data.ts'

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const { me, documents } = await workspaceData()
  const folded = (await cookies()).get(SIDEBAR_COOKIE)?.value === 'folded'
  return (
    <WorkspaceFrame initialMe={me} initialDocuments={documents} initiallyFolded={folded}>
      {children}
    </WorkspaceFrame>
  )
}
