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

/**
 * Scopes of API keys. `write` and `agent` include `read`. What a key with `agent` writes waits in the page for a person, and it
 * changes nothing else.
 */
export const API_SCOPES = ['read', 'write', 'agent'] as const
export const ApiScope = z.enum(API_SCOPES)
export type ApiScope = z.infer<typeof ApiScope>

export type Membership = { workspaceId: string; role: WorkspaceRole }

/**
 * Who acts. A person by a session or by an API key (then with its scopes); somebody anonymous may have followed links to pages.
 * `job` is the worker acting for a task on behalf of the person who asked, `agent` a key that adds what a person has to accept.
 */
export type Actor =
  | { kind: 'person'; userId: string; name: string; via: PersonVia; memberships: readonly Membership[] }
  | { kind: 'anonymous'; visit?: Visit }
  | { kind: 'job'; taskId: string; userId: string | null; workspaceId: string }
  | { kind: 'agent'; keyId: string; userId: string; workspaceId: string }

export type PersonVia =
  | { type: 'session'; sessionId: string; linkTokens?: readonly string[] }
  | { type: 'key'; keyId: string; workspaceId: string; scopes: readonly ApiScope[] }

export type Person = Extract<Actor, { kind: 'person' }>

/** The person as though their browser had followed no link: what is theirs for longer than the link lasts. */
export function withoutLinks(actor: Person): Person {
  const { via } = actor
  return via.type === 'session' ? { ...actor, via: { type: 'session', sessionId: via.sessionId } } : actor
}

/** True for a member or owner of the workspace: guests have only what they were given. */
export function isInsider(actor: Person, workspaceId: string): boolean {
  return actor.memberships.some((m) => m.workspaceId === workspaceId && m.role !== 'guest')
}

/**
 * A browser without an account that has followed links: their tokens, and an id that stays while the browser keeps its cookie and
 * that nobody can choose, so that it is nobody else's.
 */
export type Visit = { visitorId: string; linkTokens: readonly string[] }

export type Visitor = { kind: 'anonymous'; visit: Visit }

/** True for somebody anonymous who has at least one link. */
export function isVisitor(actor: Actor): actor is Visitor {
  return actor.kind === 'anonymous' && actor.visit !== undefined
}
