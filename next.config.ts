import type { NextConfig } from 'next'

const config: NextConfig = {
  // One copy of Yjs in the process: Next's bundle and Node's own import would otherwise both load it and refuse each other's types.
  serverExternalPackages: [
    'yjs',
    'y-protocols',
    'lib0',
    '@prisma/adapter-pg',
    'pg',
    'pino',
    'better-auth',
    'sharp',
  ],
  reactCompiler: true,
  typedRoutes: true,
  poweredByHeader: false,
  // `next dev` must not write files of its own into the repository.
  agentRules: false,
}

export default config
