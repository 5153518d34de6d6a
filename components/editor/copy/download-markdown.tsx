'use client'

import type { Editor } from '@tiptap/core'
import { FileDown } from 'lucide-react'
import { untitled } from '../../documents/untitled.ts'
import { usePageSources } from '../../hooks/use-page-sources.ts'
import { MenuItem } from '../../ui/menu.tsx'

type DownloadMarkdownProps = { editor: Editor; documentId: string; title: string }

/** Saves the page as a Markdown file that says where its words came from. */
export function DownloadMarkdown({ editor, documentId, title }: DownloadMarkdownProps) {
  const askSources = usePageSources(documentId)

  async function save(): Promise<void> {
    // Not with the frame of the page, which is there before its editor.
    const { pageFile } = await import('./page-file.ts')
    const { origin } = window.location
    const name = untitled(title)
    const text = pageFile({ title: name, doc: editor.state.doc, origin, sources: await askSources() })
    const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
    const link = document.createElement('a')
    link.href = address
    link.download = `${
      name
        .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, 80) || 'page'
    }.md`
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <MenuItem icon={<FileDown aria-hidden="true" size={15} />} onSelect={() => void save()}>
      Download as Markdown
    </MenuItem>
  )
}
