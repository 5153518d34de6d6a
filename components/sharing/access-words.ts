import type { DocumentRole } from '#server/contracts/actors.ts'

/** What somebody may do with a page, as people say it. */
export const ACCESS_WORDS = {
  owner: 'Owner',
  editor: 'Can edit',
  commenter: 'Can comment',
  viewer: 'Can read',
} satisfies Record<DocumentRole, string>
