import { globSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type RouteHandler, type RouteSpec, routeSpecOf } from '../route.ts'

export type DeclaredRoute = {
  /** `GET /api/v1/documents/{id}` */
  name: string
  method: string
  path: string
  /** Below app/api. */
  file: string
  handler: RouteHandler
  spec: RouteSpec
}

/**
 * Every route of the API, found by walking app/api and loading what lies there: a route cannot be forgotten. Only Node does
 * this, in the script that writes the description and in tests; for Next each route stays a module of its own. Throws for an
 * export that `route()` did not make.
 */
export async function collectRoutes(): Promise<DeclaredRoute[]> {
  const root = path.resolve('app/api')
  const files = globSync('**/route.ts', { cwd: root }).sort()
  const found = await Promise.all(files.map((file) => loadRoutes(root, file)))
  return found
    .flat()
    .sort((a, b) => compare(a.path, b.path) || VERBS.indexOf(a.method) - VERBS.indexOf(b.method))
}

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function loadRoutes(root: string, file: string): Promise<DeclaredRoute[]> {
  const exports: Record<string, unknown> = await import(pathToFileURL(path.join(root, file)).href)
  const at = `/api/${path.dirname(file).replaceAll(/\[(?:\.{3})?(\w+)\]/g, '{$1}')}`
  return Object.entries(exports).map(([method, handler]) => {
    const spec = typeof handler === 'function' ? routeSpecOf(handler as RouteHandler) : undefined
    if (!spec) throw new Error(`${file} exports ${method}, which route() did not make`)
    return { name: `${method} ${at}`, method, path: at, file, handler: handler as RouteHandler, spec }
  })
}

/** The route that takes every address which no other takes; it is no part of what the API offers. */
export function isCatchAll({ file }: Pick<DeclaredRoute, 'file'>): boolean {
  return file.startsWith('[...')
}
