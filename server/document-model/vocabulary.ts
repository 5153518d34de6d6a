import { CALLOUT_KINDS } from '#server/contracts/callout-kinds.ts'
import { PassageName } from '#server/contracts/text-source.ts'
import { CALLOUT_ICONS } from './callout-node.ts'
import { FILE_BYTES_MAX, FILE_NAME_MAX, isMediaType } from './file-node.ts'
import { attachmentPath, IMAGE_PERCENT } from './image-node.ts'
import { RESULT_PHASES } from './job-result-node.ts'
import { MENTION_KINDS, MENTION_LABEL_MAX } from './mention-node.ts'
import { isSafeHref } from './safe-links.ts'
import { SPAN_MAX } from './table-nodes.ts'

/** True when the value may stand in the document. */
export type ValueRule = (value: unknown) => boolean

const text =
  (max: number): ValueRule =>
  (value) =>
    typeof value === 'string' && value.length <= max
const integer =
  (min: number, max: number): ValueRule =>
  (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
const oneOf =
  (...values: unknown[]): ValueRule =>
  (value) =>
    values.includes(value)
const orNull =
  (rule: ValueRule): ValueRule =>
  (value) =>
    value === null || rule(value)
const flag: ValueRule = (value) => typeof value === 'boolean'
const share: ValueRule = (value) => typeof value === 'number' && value >= 0 && value <= 1
const ourId: ValueRule = (value) => attachmentPath(value) !== undefined

/** Widths of the columns that a cell spans; 0 for one that takes what is left. */
const columnWidths: ValueRule = (value) =>
  Array.isArray(value) && value.length <= SPAN_MAX && value.every((width) => integer(0, 10_000)(width))

const CELL: Readonly<Record<string, ValueRule>> = {
  colspan: integer(1, SPAN_MAX),
  rowspan: integer(1, SPAN_MAX),
  colwidth: orNull(columnWidths),
  align: orNull(oneOf('left', 'center', 'right')),
}

const NONE: Readonly<Record<string, ValueRule>> = {}

/**
 * Every node that may stand in a page's body, with the rule for each of its attributes. What is not named here is refused at
 * the door: ProseMirror deletes elements that its schema does not know, and attributes end in other people's browsers.
 */
export const NODE_VOCABULARY: ReadonlyMap<string, Readonly<Record<string, ValueRule>>> = new Map([
  ['paragraph', NONE],
  ['heading', { level: integer(1, 4) }],
  ['blockquote', NONE],
  ['bulletList', NONE],
  ['orderedList', { start: integer(0, 1_000_000), type: orNull(oneOf('1', 'a', 'A', 'i', 'I')) }],
  ['listItem', NONE],
  ['taskList', NONE],
  ['taskItem', { checked: flag }],
  ['codeBlock', { language: orNull(text(40)), fromTask: orNull(ourId) }],
  ['hardBreak', NONE],
  ['horizontalRule', NONE],
  [
    'image',
    {
      attachmentId: orNull(ourId),
      alt: orNull(text(1_000)),
      width: orNull(integer(1, 100_000)),
      height: orNull(integer(1, 100_000)),
      widthPercent: orNull(integer(IMAGE_PERCENT.min, IMAGE_PERCENT.max)),
      fromTask: orNull(ourId),
    },
  ],
  ['table', NONE],
  ['tableRow', NONE],
  ['tableCell', CELL],
  ['tableHeader', CELL],
  ['callout', { kind: oneOf(...CALLOUT_KINDS), icon: orNull(oneOf(...CALLOUT_ICONS)) }],
  ['toggle', NONE],
  [
    'file',
    {
      attachmentId: orNull(ourId),
      name: text(FILE_NAME_MAX),
      mediaType: isMediaType,
      bytes: integer(0, FILE_BYTES_MAX),
    },
  ],
  ['mention', { kind: oneOf(...MENTION_KINDS), targetId: orNull(ourId), label: text(MENTION_LABEL_MAX) }],
  [
    'jobResult',
    {
      taskId: orNull(ourId),
      kind: orNull(text(40)),
      provider: orNull(text(60)),
      model: orNull(text(120)),
      confidence: orNull(share),
      cache: orNull(text(20)),
      degraded: flag,
      pictures: flag,
      passage: orNull((value) => PassageName.safeParse(value).success),
      phase: orNull(oneOf(...RESULT_PHASES)),
    },
  ],
])

/** Every mark, with the rule for each of its attributes; a mark's value in the shared document is null to end it. */
export const MARK_VOCABULARY: ReadonlyMap<string, Readonly<Record<string, ValueRule>>> = new Map([
  ['bold', NONE],
  ['italic', NONE],
  ['underline', NONE],
  ['strike', NONE],
  ['code', NONE],
  [
    'link',
    {
      href: orNull(isSafeHref),
      target: orNull(oneOf('_blank')),
      rel: orNull(oneOf('noopener noreferrer nofollow')),
      class: oneOf(null),
      title: orNull(text(300)),
    },
  ],
  ['provenance', { taskId: orNull(ourId) }],
])

/** True when `value` is allowed for this attribute of this element. */
export function isAllowedAttribute(node: string, attribute: string, value: unknown): boolean {
  const rules = NODE_VOCABULARY.get(node)
  return rules !== undefined && Object.hasOwn(rules, attribute) && rules[attribute]?.(value) === true
}

/** True when a text may be formatted with this mark and value; null takes the mark away. */
export function isAllowedFormat(mark: string, value: unknown): boolean {
  const rules = MARK_VOCABULARY.get(mark)
  if (rules === undefined) return false
  if (value === null) return true
  if (typeof value !== 'object' || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([name, one]) => Object.hasOwn(rules, name) && rules[name]?.(one) === true,
  )
}
