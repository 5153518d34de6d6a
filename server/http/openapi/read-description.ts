import { readFile } from 'node:fs/promises'
import type { Actor } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { referredNames } from './json-schema.ts'
import { OpenApiDocument } from './openapi-document.ts'

/** Where `scripts/write-openapi.ts` puts the description, from the root of the project. */
export const DESCRIPTION_FILE = 'server/http/openapi/generated/openapi.json'

const cached = processWide('API description', (): { whole?: Promise<OpenApiDocument> } => ({}))

/**
 * The description of the API as the asker may see it: what only owners may call is described to owners only, with the schemas
 * that nothing else uses. Throws `unavailable` where it was not written.
 */
export async function readDescription(actor: Actor, cookieName: string): Promise<OpenApiDocument> {
  cached.whole ??= load()
  try {
    return describeTo(isOwner(actor), await cached.whole, cookieName)
  } catch (cause) {
    delete cached.whole
    throw new AppError('unavailable', 'The description of the API was not built. Start Weft by npm start.', {
      cause,
    })
  }
}

/** The addresses of the API with their methods; none, so that nothing is refused for it, where the description was not written. */
export async function describedPaths(): Promise<OpenApiDocument['paths']> {
  try {
    return (await load()).paths
  } catch {
    // Where it is needed, reading it says so.
    return {}
  }
}

async function load(): Promise<OpenApiDocument> {
  return OpenApiDocument.parse(JSON.parse(await readFile(DESCRIPTION_FILE, 'utf8')))
}

/** Leaves out what the asker could not call. */
export function describeTo(owner: boolean, whole: OpenApiDocument, cookieName: string): OpenApiDocument {
  const visible = Object.entries(whole.paths).flatMap(([path, verbs]) => {
    const open = Object.entries(verbs).filter(
      ([, operation]) => owner || operation['x-weft-access'] !== 'workspace-owner',
    )
    return open.length > 0 ? [[path, Object.fromEntries(open)] as const] : []
  })
  const paths = Object.fromEntries(visible)
  const tags = new Set(visible.flatMap(([, verbs]) => Object.values(verbs).flatMap((one) => one.tags)))
  const { schemas, securitySchemes, ...shared } = whole.components
  return {
    ...whole,
    tags: whole.tags.filter(({ name }) => tags.has(name)),
    paths,
    components: {
      schemas: reachable(schemas, referredNames([paths, shared])),
      ...shared,
      securitySchemes: { ...securitySchemes, session: { ...securitySchemes.session, name: cookieName } },
    },
  }
}

function reachable<T>(schemas: Record<string, T>, roots: Set<string>): Record<string, T> {
  // Names that are found are visited in the same walk: a Set goes on to what is added meanwhile.
  for (const name of roots) for (const inner of referredNames(schemas[name])) roots.add(inner)
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => roots.has(name)))
}

function isOwner(actor: Actor): boolean {
  if (actor.kind !== 'person' || actor.memberships.length === 0) return false
  return currentWorkspace(actor).role === 'owner'
}
