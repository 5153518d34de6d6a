import { Fragment, type Node } from '@tiptap/pm/model'
import type { GeneratedPassage } from '#server/contracts/provenance.ts'
import { markdownText } from '#server/document-model/markdown-text.ts'
import { pathWords } from '../../jobs/path-words.ts'
import { keyWords } from '../job-result/key-words.ts'
import { answerWords, resultName } from '../job-result/result-words.ts'
import { alike } from '../provenance/alike.ts'
import { doubtOf } from '../provenance/doubt-of.ts'
import { beginningOf, isOfNow, pageStretches } from '../provenance/page-stretches.ts'

/** What the server says of the sources in a page; undefined where it could not be asked. */
export type Sources = {
  passages: readonly GeneratedPassage[]
  notLookedAt: number
  nameOf: (userId: string) => string | undefined
}

type PageFile = { title: string; doc: Node; origin: string; sources: Sources | undefined }

/**
 * A page as a Markdown file: its title, its text without results that nobody has accepted, and at its end, in comments that readers of
 * Markdown do not show, what the server says of each job and agent whose words it holds.
 */
export function pageFile({ title, doc, origin, sources }: PageFile): string {
  const text = markdownText(withoutPending(doc.content), (path) => origin + path)
  const notes = sources ? notesOf(doc, sources, origin) : unknownNote(text)
  return `${[`# ${title.replace(/\s+/g, ' ')}`, text, notes.join('\n')].filter(Boolean).join('\n\n')}\n`
}

function unknownNote(text: string): string[] {
  return text.includes('data-task="')
    ? [comment(['Where the marked words came from could not be asked when this file was made.'])]
    : []
}

/** Of each source and verdict one; where there are several of a source, each names the passages that it is about by their beginning. */
function notesOf(doc: Node, { passages, notLookedAt, nameOf }: Sources, origin: string): string[] {
  const stretches = pageStretches(doc)
  const newer = passages.some((passage) => !isOfNow(passage, stretches))
  const groups = alike(passages)
  const notes = groups.map((group) => {
    const isOnly = groups.every((other) => other === group || other[0].taskId !== group[0].taskId)
    const quoted = isOnly ? [] : group.map((passage) => beginningOf(doc, passage) ?? 'a picture')
    return note(group[0], quoted, nameOf, origin)
  })
  if (newer)
    notes.push(comment(['The page was changed while this file was made: ask again for what is new.']))
  if (notLookedAt > 0) notes.push(comment([`not looked at: ${notLookedAt} more sentences or pictures`]))
  return notes
}

function note(
  passage: GeneratedPassage,
  quoted: readonly string[],
  nameOf: Sources['nameOf'],
  origin: string,
): string {
  const { taskId, text, job, contribution } = passage
  const doubt = doubtOf(passage)
  const words = quoted.map((beginning) => `“${beginning}”`).join(', ')
  if (doubt) return comment([taskId, words, `not verified: ${doubt}`])
  const person = (verb: string, id: string | null | undefined): string | undefined =>
    id ? `${verb} ${nameOf(id) ?? 'somebody who has left'}` : undefined
  const accepted = (job ?? contribution)?.accepted ?? []
  return comment([
    ...[taskId, words],
    text === 'as-written' ? undefined : text === 'edited' ? 'edited since' : 'not compared',
    ...(job
      ? [
          resultName(job.kind),
          job.answer && answerWords(job.answer),
          job.answer && pathWords(job.answer.path),
          person('for', job.userId),
          job.finishedAt,
        ]
      : []),
    ...(contribution
      ? [keyWords(contribution.key), person('for', contribution.userId), contribution.at]
      : []),
    ...accepted.map(({ userId }) => `accepted by ${(userId && nameOf(userId)) ?? 'somebody who has left'}`),
    job ? `${origin}/jobs/${taskId}` : undefined,
  ])
}

/** One line, whatever the names in it hold: nothing in it ends the comment. */
function comment(facts: readonly (string | null | undefined)[]): string {
  const words = facts.filter(Boolean).join(' · ')
  return `<!-- weft: ${words.replace(/\s+/g, ' ').replace(/-{2,}/g, '-').replace(/[<>]/g, '')} -->`
}

function withoutPending(content: Fragment): Fragment {
  return Fragment.from(
    content.content.flatMap((node) => {
      if (node.type.name === 'jobResult') return []
      return node.isTextblock || node.isLeaf ? [node] : [node.copy(withoutPending(node.content))]
    }),
  )
}
