import type { Config } from '#server/platform/config/config.ts'
import { databaseProbe, diskProbe, migrationsProbe, storageProbe } from './ground-probes.ts'
import { diskGrowthProbe, statisticsProbe } from './growth-probes.ts'
import type { Probe } from './prober.ts'
import { collabProbe, webProbe, workerProbe } from './process-probes.ts'
import { cacheProbe, providerProbes, queueProbe } from './work-probes.ts'

/** Every subsystem of an installation, in the order of the report: what the others stand on comes first. */
export function allProbes(config: Config): Probe[] {
  return [
    ...[databaseProbe, migrationsProbe, storageProbe, diskProbe, diskGrowthProbe],
    ...[collabProbe, webProbe, workerProbe, queueProbe, cacheProbe, statisticsProbe],
    ...providerProbes(config),
  ]
}
