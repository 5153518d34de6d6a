/** The chapters of the API's reference, in their order. Every route names one. */
export const API_TAGS = {
  Documents: 'Pages of the workspace: their tree, titles, trash and contents.',
  Comments: 'Threads on passages of a page.',
  History: 'Versions of a page, and going back to one.',
  Sharing: 'Who may open a page, and links for people without an account.',
  Attachments: 'Images and files that belong to a page.',
  Tasks: 'Jobs over text and media: ask, follow, cancel, retry, take the result into the page.',
  Contributions: 'What programs add to pages with an API key, for a person to accept.',
  Events: 'What changed, told as it happens.',
  People: 'Members of the workspace and invitations.',
  Workspace: 'The workspace itself: its name, settings and usage.',
  Account: 'Your own account, sessions and API keys.',
  Session: 'Set-up of a new server, signing in and out.',
  Search: 'Finding pages by their words.',
  Transfer: 'Import, export and synchronisation.',
  Admin: 'For owners: tasks of everybody, cache, recovery and health.',
  Health: 'For load balancers and supervisors.',
  Reference: 'This description of the API.',
} as const

export type ApiTag = keyof typeof API_TAGS
