/** Where a schema, a chapter or a group of calls stands in the page. */
export function schemaAnchor(name: string): string {
  return `schema-${name}`
}

export function problemAnchor(code: string): string {
  return `problem-${code}`
}

export function groupAnchor(tag: string): string {
  return `group-${tag.toLowerCase().replaceAll(' ', '-')}`
}
