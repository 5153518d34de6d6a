'use client'

import { INSTRUCTION_MAX } from '#server/contracts/text-source.ts'
import { TextArea } from '../ui/text-area.tsx'
import type { FieldsProps } from './text-fields.tsx'

/** What is asked of the text or the pages. */
export function QuestionField({ draft, faults, change }: FieldsProps) {
  return (
    <TextArea
      label="Question"
      rows={2}
      placeholder="Who pays for the heat pumps?"
      hint="Answered from the text alone, with the passages that say so. That the text does not say it is an answer too."
      value={draft.question}
      fault={faults.question}
      aside={`${draft.question.length.toLocaleString('en')} / ${INSTRUCTION_MAX.toLocaleString('en')}`}
      onChange={(event) => change({ question: event.target.value })}
    />
  )
}
