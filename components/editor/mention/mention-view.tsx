'use client'

import { NodeViewWrapper, type ReactNodeViewProps } from '@tiptap/react'
import { FileText, Lock } from 'lucide-react'
import Link from 'next/link'
import { mentionKind, mentionText, pagePath } from '#server/document-model/mention-node.ts'
import { untitled } from '../../documents/untitled.ts'
import { useDocuments } from '../../hooks/use-documents.ts'
import { useMembers } from '../../hooks/use-members.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Popover } from '../../ui/popover.tsx'
import { ROLE_WORDS } from '../../workspace/role-words.ts'

/** A person or a page in the text, under the name of today, as far as this reader may know it. */
export function MentionView({ node, selected }: ReactNodeViewProps) {
  const { kind, targetId, label } = node.attrs
  return (
    <NodeViewWrapper
      as="span"
      className={classNames('mention', selected && 'is-selected')}
      data-mention={mentionKind(kind)}
    >
      {kind === 'page' ? (
        <PageMention targetId={targetId} />
      ) : (
        <PersonMention targetId={targetId} text={mentionText({ kind, label })} />
      )}
    </NodeViewWrapper>
  )
}

function PageMention({ targetId }: { targetId: unknown }) {
  const pages = useDocuments()
  const path = pagePath(targetId)
  const page = pages.data?.items.find(({ id }) => id === targetId)
  if (page && path)
    return (
      <Link href={path} draggable={false}>
        <FileText aria-hidden="true" className="mention-sign" />
        {untitled(page.title)}
      </Link>
    )
  // A page that is not there, is in the trash or is not for this reader: nobody can tell these apart.
  return (
    <span className="mention-unknown">
      <Lock aria-hidden="true" className="mention-sign" />
      {pages.isPending ? 'a page' : 'a page you cannot see'}
    </span>
  )
}

function PersonMention({ targetId, text }: { targetId: unknown; text: string }) {
  const member = useMembers().data?.find(({ userId }) => userId === targetId)
  if (!member)
    return (
      <span className="mention-unknown" title="Not among the people of this workspace">
        {text}
      </span>
    )
  const { name, email, hue, avatar, role } = member
  return (
    <Popover label={name} trigger={<button type="button">@{name}</button>}>
      <div className="flex items-center gap-3">
        <Avatar name={name} hue={hue} avatar={avatar} size="lg" decorative />
        <div className="min-w-0">
          <p className="display truncate text-lg">{name}</p>
          <a href={`mailto:${email}`} className="block truncate text-accent text-sm hover:underline">
            {email}
          </a>
          <p className="text-muted text-sm">{ROLE_WORDS[role]}</p>
        </div>
      </div>
    </Popover>
  )
}
