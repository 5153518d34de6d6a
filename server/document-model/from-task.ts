import { Extension } from '@tiptap/core'

/** The blocks that came from a job as a whole, or not: that they did stands in an attribute, and not in marks. */
export const MARKLESS: ReadonlySet<string> = new Set(['image', 'codeBlock'])

/** Says of an accepted picture or code block which task made it, as the `provenance` mark does of text. */
export const FromTask = Extension.create({
  name: 'fromTask',
  addGlobalAttributes() {
    return [
      {
        types: [...MARKLESS],
        attributes: {
          fromTask: {
            default: null,
            parseHTML: (element) => element.getAttribute('data-task'),
            renderHTML: ({ fromTask }) => (typeof fromTask === 'string' ? { 'data-task': fromTask } : {}),
          },
        },
      },
    ]
  },
})
