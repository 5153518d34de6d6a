import { Fragment, type Mark, type Node, Slice } from '@tiptap/pm/model'
import { isAllowedAttribute, isAllowedFormat } from './vocabulary.ts'

/**
 * The same content with only such attributes and marks as the frame door lets in: an attribute that it refuses gets its
 * default, a mark is left off. HTML from elsewhere may carry any number and any text.
 */
export function allowedSlice(slice: Slice): Slice {
  return new Slice(allowedFragment(slice.content), slice.openStart, slice.openEnd)
}

function allowedFragment(fragment: Fragment): Fragment {
  return Fragment.fromArray(fragment.content.map(allowedNode))
}

function allowedNode(node: Node): Node {
  const marks = node.marks.filter(isAllowedMark)
  if (node.isText) return node.mark(marks)
  return node.type.create(allowedAttributes(node), allowedFragment(node.content), marks)
}

function isAllowedMark({ type, attrs }: Mark): boolean {
  return isAllowedFormat(type.name, attrs)
}

function allowedAttributes({ type, attrs }: Node): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(type.spec.attrs ?? {}).map(([name, spec]) => {
      const value: unknown = attrs[name]
      return [name, isAllowedAttribute(type.name, name, value) ? value : spec.default]
    }),
  )
}
