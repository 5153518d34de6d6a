import { collectDefaultMetrics, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client'
import { processWide } from '../process-wide.ts'

/** One metric with its samples, as a process tells it. */
export type ToldMetric = MetricObjectWithValues<MetricValue<string>>

/** The metrics of this process, in the classes of prom-client; names begin with `weft_` and end with their unit. */
export function processMetrics(): Registry {
  return processWide('metrics', () => new Registry())
}

/** Begins to measure what every Node process has: processor, memory, event loop, collections of garbage. */
export function measureRuntime(): void {
  processWide('runtime metrics', () => {
    collectDefaultMetrics({ register: processMetrics() })
    return true
  })
}

/** What this process has measured until now. */
export async function tellMetrics(): Promise<ToldMetric[]> {
  return (await processMetrics().getMetricsAsJSON()) as ToldMetric[]
}
