// node --import as-another-machine.mjs ...: a process that takes its machine for another one than it is (BENCH_HOST).
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

const name = process.env.BENCH_HOST ?? 'another'
os.hostname = () => name
syncBuiltinESMExports()
