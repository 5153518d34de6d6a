import type { Faults } from './faults.ts'
import type { Host, Scheduler } from './scheduler.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { Weather } from './weather.ts'

/** What stands between a simulated process and its database, and decides what becomes of a statement on its way. */
export type SimulatedMachine = Readonly<{
  scheduler: Scheduler
  database: SimulatedDatabase
  weather: Weather
  faults: Faults
  host: Host
}>
