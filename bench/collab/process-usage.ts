import { readFileSync } from 'node:fs'

/** Processor seconds, of all threads, that a process has used so far: what `process.cpuUsage()` says in it (Linux, steps of 10 ms). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Processor seconds of the main thread alone, in nanoseconds where `cpuSeconds` counts steps of 10 ms (Linux). */
export function mainThreadSeconds(pid: number): number {
  return schedulingOf(pid)[0] / 1e9
}

/** Seconds for which the main thread of a process was ready to run and no processor was free for it (Linux). */
export function starvedSeconds(pid: number): number {
  return schedulingOf(pid)[1] / 1e9
}

/** Nanoseconds on a processor, and nanoseconds of waiting for one. */
function schedulingOf(pid: number): [number, number] {
  const [ran, waited] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
  return [Number(ran), Number(waited)]
}

/** Bytes of memory that a process holds at the moment (Linux). */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
