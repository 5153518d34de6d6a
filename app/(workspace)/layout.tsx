import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { SIDEBAR_COOKIE } from '#components/hooks/preference-cookies.ts'
import { WorkspaceFrame } from '#components/workspace/workspace-frame.tsx'
import { currentPerson } from '#server/http/page-guard.ts'

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  await currentPerson()
  const folded = (await cookies()).get(SIDEBAR_COOKIE)?.value === 'folded'
  return <WorkspaceFrame initiallyFolded={folded}>{children}</WorkspaceFrame>
}
