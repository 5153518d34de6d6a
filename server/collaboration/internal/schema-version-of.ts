import {
  ATTRIBUTE_SINCE,
  FIRST_SCHEMA_VERSION,
  MARK_SINCE,
  NODE_SINCE,
} from '#server/document-model/schema-versions.ts'
import type { ParsedItem, ParsedUpdate } from './parse-update.ts'

/** The version of the schema that an editor must know so that it deletes nothing of this update. */
export function schemaVersionOf({ items }: Pick<ParsedUpdate, 'items'>): number {
  let version = FIRST_SCHEMA_VERSION
  for (const item of items) version = Math.max(version, versionOf(item))
  return version
}

// An attribute is named when it is set first; later values of it, which name nothing, find the version raised already.
function versionOf({ content, key }: ParsedItem): number {
  if (content.kind === 'element') return NODE_SINCE.get(content.name) ?? FIRST_SCHEMA_VERSION
  if (content.kind === 'format') return MARK_SINCE.get(content.mark) ?? FIRST_SCHEMA_VERSION
  return (key !== undefined && ATTRIBUTE_SINCE.get(key)) || FIRST_SCHEMA_VERSION
}
