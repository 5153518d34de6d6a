'use client'

import { PageHeader } from '../documents/page-header.tsx'
import { useHealthReport } from '../hooks/use-admin.ts'
import { useDeadLetterGroups, useTaskCounts } from '../hooks/use-admin-tasks.ts'
import { TabPanel, Tabs } from '../ui/tabs.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { AuditTab } from './audit-tab.tsx'
import { CacheTab } from './cache-tab.tsx'
import { DeadLettersTab } from './dead-letters-tab.tsx'
import { HealthDot } from './health-dot.tsx'
import { HealthTab } from './health-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { ProvidersTab } from './providers/providers-tab.tsx'
import { RecoveryTab } from './recovery-tab.tsx'
import { RequestDrawer } from './request-drawer.tsx'
import { RequestSearch } from './request-search.tsx'
import { TasksTab } from './tasks-tab.tsx'
import { useAddress } from './use-address.ts'

const TABS = [
  'overview',
  'tasks',
  'dead-letters',
  'cache',
  'providers',
  'recovery',
  'health',
  'audit',
] as const
type Tab = (typeof TABS)[number]

/** What the machine does, live. The open tab and its filters are in the address, so that what one sees can be sent. */
export function AdminScreen() {
  const { get, set } = useAddress()
  const asked = get('tab')
  const tab: Tab = TABS.find((known) => known === asked) ?? 'overview'
  const counts = useTaskCounts()
  const health = useHealthReport()
  const dead = useDeadLetterGroups().data?.groups.reduce((all, { count }) => all + count, 0) ?? 0
  const active = (counts.data?.byStatus.PENDING ?? 0) + (counts.data?.byStatus.RUNNING ?? 0)
  return (
    <>
      <PageHeader crumbs={[{ label: 'Admin', node: 'Admin' }]} />
      <Screen wide>
        <ScreenTitle actions={<RequestSearch />}>Admin</ScreenTitle>
        <Tabs
          label="Parts of the machine"
          value={tab}
          // Filters belong to their tab; how far back the charts look belongs to all of them.
          onChange={(next) => set({ ...NO_FILTERS, tab: next === 'overview' ? undefined : next })}
          tabs={[
            { value: 'overview', label: 'Overview' },
            { value: 'tasks', label: 'Tasks', aside: active > 0 ? <Count of={active} /> : null },
            {
              value: 'dead-letters',
              label: 'Dead letters',
              aside: dead > 0 ? <Count of={dead} bad /> : null,
            },
            { value: 'cache', label: 'Cache' },
            { value: 'providers', label: 'Providers' },
            { value: 'recovery', label: 'Recovery' },
            {
              value: 'health',
              label: 'Health',
              aside: health.data ? <HealthDot state={health.data.state} /> : null,
            },
            { value: 'audit', label: 'Audit' },
          ]}
        >
          <TabPanel value="overview">
            <OverviewTab counts={counts} health={health} />
          </TabPanel>
          <TabPanel value="tasks">
            <TasksTab counts={counts} />
          </TabPanel>
          <TabPanel value="dead-letters">
            <DeadLettersTab />
          </TabPanel>
          <TabPanel value="cache">
            <CacheTab />
          </TabPanel>
          <TabPanel value="providers">
            <ProvidersTab />
          </TabPanel>
          <TabPanel value="recovery">
            <RecoveryTab />
          </TabPanel>
          <TabPanel value="health">
            <HealthTab report={health} />
          </TabPanel>
          <TabPanel value="audit">
            <AuditTab />
          </TabPanel>
        </Tabs>
      </Screen>
      <RequestDrawer
        id={get('request') ?? null}
        onTask={(task) => set({ ...NO_FILTERS, tab: 'tasks', task })}
        onClose={() => set({ request: undefined })}
      />
    </>
  )
}

const NO_FILTERS: Record<string, undefined> = Object.fromEntries(
  [
    'status',
    'kind',
    'person',
    'page',
    'code',
    'age',
    'replayed',
    'glob',
    'tag',
    'thing',
    'task',
    'request',
    'failure',
    'step',
  ].map((name) => [name, undefined]),
)

function Count({ of, bad = false }: { of: number; bad?: boolean }) {
  return (
    <span
      className={`figures rounded-full px-1.5 text-xs ${bad ? 'bg-danger-wash text-danger' : 'bg-accent-wash text-accent'}`}
    >
      {of.toLocaleString('en')}
    </span>
  )
}
