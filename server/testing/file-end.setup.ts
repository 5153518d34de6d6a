import { afterAll } from 'vitest'
import { endFile } from './at-file-end.ts'

// Named before any hook of the file, so that it comes last.
afterAll(endFile)
