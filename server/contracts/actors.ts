import { z } from 'zod'

export const WORKSPACE_ROLES = ['owner', 'member', 'guest'] as const
export const WorkspaceRole = z.enum(WORKSPACE_ROLES)
export type WorkspaceRole = z.infer<typeof WorkspaceRole>

/** From least to most: each role may do what those before it may. */
export const DOCUMENT_ROLES = ['viewer', 'commenter', 'editor', 'owner'] as const
export const DocumentRole = z.enum(DOCUMENT_ROLES)
export type DocumentRole = z.infer<typeof DocumentRole>

/** True when `role` may do what `least` may. */
export function atLeast(role: DocumentRole | undefined, least: DocumentRole): boolean {
  return role !== undefined && DOCUMENT_ROLES.indexOf(role) >= DOCUMENT_ROLES.indexOf(least)
}

/** Scopes of API keys. `write` includes `read`. */
export const API_SCOPES = ['read', 'write'] as const
export const ApiScope = z.enum(API_SCOPES)
export type ApiScope = z.infer<typeof ApiScope>

export type Membership = { workspaceId: string; role: WorkspaceRole }

/**
 * Who acts. A person by a session or by an API key (then with its scopes); anonymous visitors may carry a link's token.
 * `job` is the worker acting for a task on behalf of the person who asked.
 */
export type Actor =
  | { kind: 'person'; userId: string; name: string; via: PersonVia; memberships: readonly Membership[] }
  | { kind: 'anonymous'; linkToken?: string }
  | { kind: 'job'; taskId: string; userId: string | null; workspaceId: string }

export type PersonVia =
  | { type: 'session'; sessionId: string; linkToken?: string }
  | { type: 'key'; keyId: string; workspaceId: string; scopes: readonly ApiScope[] }

export type Person = Extract<Actor, { kind: 'person' }>
