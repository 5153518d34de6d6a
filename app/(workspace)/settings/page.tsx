import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { SettingsScreen } from '#components/settings/settings-screen.tsx'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { readWorkspace } from '#server/workspaces/workspace-settings.ts'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const settings = await attemptForPage(readWorkspace(webContext(), await currentPerson()))
  if ('refused' in settings) notFound()
  return <SettingsScreen initial={settings.value} />
}
