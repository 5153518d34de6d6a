import { type Config, parseConfig } from './config.ts'

/** The configuration of this process: the only place that reads `process.env`. Throws `ConfigError`. */
export function processConfig(): Config {
  return parseConfig(process.env)
}
