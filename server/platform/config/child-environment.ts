// What a child needs to find programs, fonts and its time zone. Everything else stays here: the environment of a server
// process carries the database's address, the signing secret and the keys of model providers.
const PASSED_ON = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'FONTCONFIG_PATH']

/** The environment for a child process that handles what users sent: no secret, no address of ours. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { NODE_ENV: process.env.NODE_ENV }
  for (const name of PASSED_ON) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return environment
}
