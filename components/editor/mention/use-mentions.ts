import { useDocuments } from '../../hooks/use-documents.ts'
import { useMembers } from '../../hooks/use-members.ts'
import { findMentions, type MentionItem } from './mention-items.ts'

/** Finds people and pages to name on a page, among those that this person may see. Guests see no list of people. */
export function useMentions(documentId: string): (query: string) => MentionItem[] {
  const people = useMembers().data ?? []
  const pages = useDocuments().data?.items ?? []
  return (query) => findMentions({ people, pages }, query, documentId)
}
