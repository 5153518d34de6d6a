import { ACTIONS_MAX } from '#server/contracts/action-items.ts'
import { cutText } from '#server/contracts/cut-text.ts'
import { languageName } from '#server/contracts/result-words.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { actionsQuality } from './actions-quality.ts'
import { findSaidActions } from './find-said-actions.ts'
import { findWrittenActions } from './find-written-actions.ts'
import { inOrder } from './read-model-actions.ts'

/**
 * Finds what somebody is to do, or takes what a model found; judges either. What a text writes down as a task is found in any
 * language, what is asked for or promised in English alone, and the answer says so.
 */
export async function workOnActions(
  { text }: WorkRequest<'action-items'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const { language } = await detectLanguage(text)
  const english = language === 'en' || language === 'und'
  const found = given?.result.kind === 'action-items' ? given.result.items : findHere(text, english)
  const items = found.slice(0, ACTIONS_MAX)
  const notes = given ? [] : [notesOn(english, language)]
  if (found.length > items.length) notes.push(`Only the first ${ACTIONS_MAX} of ${found.length} are listed.`)
  return {
    result: { kind: 'action-items', items, source: cutText(text, SHOWN_TEXT_MAX) },
    quality: actionsQuality({ items, text, language, model: given !== undefined, cut: given?.cut === true }),
    notes,
  }
}

function findHere(text: string, english: boolean): ReturnType<typeof inOrder> {
  const { items, rest } = findWrittenActions(text)
  return inOrder(english ? [...items, ...findSaidActions(rest)] : items)
}

function notesOn(english: boolean, language: string): string {
  return english
    ? 'Found by the forms of sentences: what is written as a task, asked for or promised. What is only implied needs a model.'
    : `In ${languageName(language)} the built-in engine finds only what is written as a task: boxes, entries that begin with TODO, and lists under a heading such as “Next steps”.`
}
