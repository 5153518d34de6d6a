import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { renderMetrics } from './render-metrics.ts'

async function told(register: Registry): Promise<unknown> {
  return JSON.parse(JSON.stringify(await register.getMetricsAsJSON()))
}

test('of one process it says what the library says of its own registry, with the labels of the process', async () => {
  const register = new Registry()
  new Counter({ name: 'a_total', help: 'Counted', labelNames: ['reason'], registers: [register] }).inc(
    { reason: 'a "quoted"\nline \\' },
    3,
  )
  new Gauge({ name: 'b', help: 'Read', registers: [register] }).set(1.5)
  const times = new Histogram({ name: 'c_seconds', help: 'Timed', buckets: [0.1, 1], registers: [register] })
  times.observe(0.05)
  times.observe(5)
  const lines = (text: string) => text.split('\n').filter(Boolean).sort()
  expect(lines(renderMetrics([{ labels: {}, metrics: await told(register) }]))).toEqual(
    lines(await register.metrics()),
  )
  expect(renderMetrics([{ labels: { pid: 7 }, metrics: await told(register) }])).toContain(
    '\nb{pid="7"} 1.5\n',
  )
})

test('a name that several processes tell is described once, with the samples of each', async () => {
  const one = new Registry()
  new Gauge({ name: 'b', help: 'Read', registers: [one] }).set(1)
  const metrics = await told(one)
  const text = renderMetrics([
    { labels: { pid: 1 }, metrics },
    { labels: { pid: 2 }, metrics },
  ])
  expect(text).toBe('# HELP b Read\n# TYPE b gauge\nb{pid="1"} 1\nb{pid="2"} 1\n')
})

test('what is no metric is left out, and what is no number is said to be none', () => {
  const metrics = [{ name: 'x y', help: '', type: 'gauge', values: [] }, 5, null, { name: 'a' }]
  expect(renderMetrics([{ labels: {}, metrics }])).toBe('')
  expect(renderMetrics([{ labels: {}, metrics: 'none' }])).toBe('')
  const gauge = { name: 'a', help: 'A', type: 'gauge', values: [{ value: null, labels: {} }] }
  expect(renderMetrics([{ labels: {}, metrics: [gauge] }])).toContain('a NaN')
})
