'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { PageHeader } from '../documents/page-header.tsx'
import { useHealthReport, useTaskCounts } from '../hooks/use-admin.ts'
import { TabPanel, Tabs } from '../ui/tabs.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { CacheTab } from './cache-tab.tsx'
import { HealthDot } from './health-dot.tsx'
import { HealthTab } from './health-tab.tsx'
import { RecoveryTab } from './recovery-tab.tsx'
import { TasksTab } from './tasks-tab.tsx'

const TABS = ['tasks', 'cache', 'recovery', 'health'] as const
type Tab = (typeof TABS)[number]

/** What the machine does, live: jobs, cache, providers and health. The open tab is in the address, so that it can be sent. */
export function AdminScreen() {
  const router = useRouter()
  const asked = useSearchParams().get('tab')
  const tab: Tab = TABS.find((known) => known === asked) ?? 'tasks'
  const counts = useTaskCounts()
  const health = useHealthReport()
  const active = (counts.data?.byStatus.PENDING ?? 0) + (counts.data?.byStatus.RUNNING ?? 0)
  return (
    <>
      <PageHeader crumbs={[{ label: 'Admin', node: 'Admin' }]} />
      <Screen wide>
        <ScreenTitle>Admin</ScreenTitle>
        <Tabs
          label="Parts of the machine"
          value={tab}
          onChange={(next) => router.replace(`/admin?tab=${next}`, { scroll: false })}
          tabs={[
            { value: 'tasks', label: 'Tasks', aside: active > 0 ? <Count of={active} /> : null },
            { value: 'cache', label: 'Cache' },
            { value: 'recovery', label: 'Recovery' },
            {
              value: 'health',
              label: 'Health',
              aside: health.data ? <HealthDot state={health.data.state} /> : null,
            },
          ]}
        >
          <TabPanel value="tasks">
            <TasksTab counts={counts} />
          </TabPanel>
          <TabPanel value="cache">
            <CacheTab />
          </TabPanel>
          <TabPanel value="recovery">
            <RecoveryTab />
          </TabPanel>
          <TabPanel value="health">
            <HealthTab report={health} />
          </TabPanel>
        </Tabs>
      </Screen>
    </>
  )
}

function Count({ of }: { of: number }) {
  return <span className="figures rounded-full bg-accent-wash px-1.5 text-accent text-xs">{of}</span>
}
