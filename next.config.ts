import type { NextConfig } from 'next'

const config: NextConfig = {
  // `next dev` would otherwise write a file of instructions into the repository.
  agentRules: false,
  poweredByHeader: false,
  reactCompiler: true,
  typedRoutes: true,
  // Attachments are served as they were uploaded; an optimiser that fetches is one more door.
  images: { unoptimized: true },
  // Node loads these itself: native code, data files, and Yjs, of which a process must have one copy only.
  serverExternalPackages: [
    'yjs',
    'y-protocols',
    'lib0',
    'pg',
    '@prisma/adapter-pg',
    'better-auth',
    'pino',
    'undici',
    'sharp',
    'tesseract.js',
    'wink-nlp',
    'wink-eng-lite-web-model',
    'eld',
  ],
  // Types are checked by `npm test`; a build must not need the development packages' time twice.
  typescript: { ignoreBuildErrors: true },
}

export default config
