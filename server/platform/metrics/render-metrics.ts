import { z } from 'zod'

const Labels = z.record(z.string(), z.union([z.string(), z.number()]))
const Metric = z.object({
  name: z.string().regex(/^[a-zA-Z_:][\w:]*$/),
  help: z.string(),
  type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
  values: z.array(
    z.object({
      value: z.number().nullable(),
      labels: Labels.default({}),
      metricName: z
        .string()
        .regex(/^[a-zA-Z_:][\w:]*$/)
        .optional(),
    }),
  ),
})

/** What one process tells; `labels` set it apart from others. */
export type ProcessMetrics = { labels: Record<string, string | number>; metrics: unknown }

/**
 * The metrics of several processes in the text format of Prometheus (version 0.0.4): each name once, with the samples of all
 * processes under it. What a process tells that is no metric is left out.
 */
export function renderMetrics(processes: readonly ProcessMetrics[]): string {
  const families = new Map<string, { help: string; type: string; samples: string[] }>()
  for (const { labels, metrics } of processes)
    for (const raw of z.array(z.unknown()).catch([]).parse(metrics)) {
      const { data: metric } = Metric.safeParse(raw)
      if (!metric) continue
      const { name, help, type } = metric
      const family = families.get(name) ?? { help, type, samples: [] }
      families.set(name, family)
      for (const { value, labels: own, metricName = name } of metric.values)
        family.samples.push(`${metricName}${labelText({ ...own, ...labels })} ${numberText(value)}`)
    }
  return [...families]
    .flatMap(([name, { help, type, samples }]) => [
      `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${name} ${type}`,
      ...samples,
      '',
    ])
    .join('\n')
}

function labelText(labels: Record<string, string | number>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  )
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

/** JSON knows no infinity and no "not a number": they come as null. */
function numberText(value: number | null): string {
  return value === null ? 'NaN' : String(value)
}
