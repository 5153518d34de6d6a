import { type Config, parseConfig } from './config.ts'

/** The configuration of this process: the only place that reads `process.env`. Throws `ConfigError`. */
export function processConfig(): Config {
  return parseConfig(process.env)
}

/** The environment of this process with additions, for a child process. */
export function inheritedEnvironment(additions: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...additions }
}
