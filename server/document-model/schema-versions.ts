/** The version of the schema that pages and clients had before they said which. */
export const FIRST_SCHEMA_VERSION = 1

/**
 * The version of the schema in which each node came in; what is not named here was there from the first. Whoever adds a node
 * or a mark raises `SCHEMA_VERSION` (once for a release) and names it here: an editor that does not know a node deletes it
 * from the shared document, and one that does not know a mark takes it off the text that it edits.
 */
export const NODE_SINCE: ReadonlyMap<string, number> = new Map([
  ['table', 2],
  ['tableRow', 2],
  ['tableCell', 2],
  ['tableHeader', 2],
  ['callout', 2],
  ['toggle', 2],
  ['file', 2],
  ['mention', 2],
])

export const MARK_SINCE: ReadonlyMap<string, number> = new Map()

/**
 * New attributes of older nodes, by their name alone: an update that changes one does not say of which node it is. Such a
 * name must therefore not have been in use before. Attributes of new nodes need no entry, their node has one.
 */
export const ATTRIBUTE_SINCE: ReadonlyMap<string, number> = new Map([
  ['widthPercent', 2],
  ['pictures', 2],
  ['fromTask', 3],
  ['passage', 3],
  ['phase', 3],
])
