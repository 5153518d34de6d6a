// Writes the OpenAPI description of the API from the declarations of its routes, for `/api/openapi.json` and `/api/docs`. Part of
// every start whose sources changed, before the pages are built; so it is as new as they are, and no page loads all routes.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { buildDocument } from '#server/http/openapi/build-document.ts'
import { collectRoutes } from '#server/http/openapi/collect-routes.ts'
import { DESCRIPTION_FILE } from '#server/http/openapi/read-description.ts'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile('package.json', 'utf8')))
const description = await buildDocument(await collectRoutes(), version)
await mkdir(path.dirname(DESCRIPTION_FILE), { recursive: true })
// Moved into place whole: a server that starts at this moment must not read half of it.
const aside = `${DESCRIPTION_FILE}.${process.pid}`
await writeFile(aside, `${JSON.stringify(description, null, 1)}\n`)
await rename(aside, DESCRIPTION_FILE)
console.log(`${Object.keys(description.paths).length} addresses`)
process.exit(0)
