/** The name of a job or of a contribution; anything else would be refused by the server, and the connection with it. */
const SOURCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Keeps what words say of their source, as Weft writes it in HTML and Markdown: a `span` around words, a `div` around a code block, or
 * the block itself. Anybody can write that; whether it is true the server says, by the id and the words, wherever it is shown.
 */
export function readSources(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll('[data-provenance]')])
    element.removeAttribute('data-provenance')
  for (const element of [...body.querySelectorAll('[data-task]')]) {
    const source = element.getAttribute('data-task') ?? ''
    const isKnown = SOURCE.test(source)
    if (isKnown && element.tagName === 'SPAN') element.setAttribute('data-provenance', '')
    else if (element.tagName === 'DIV') {
      if (isKnown) for (const code of element.querySelectorAll('pre')) code.setAttribute('data-task', source)
      element.replaceWith(...element.childNodes)
    } else if (!isKnown || (element.tagName !== 'PRE' && element.tagName !== 'IMG'))
      element.removeAttribute('data-task')
  }
}
