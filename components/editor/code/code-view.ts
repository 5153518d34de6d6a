import type { Node } from '@tiptap/pm/model'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { CODE_LANGUAGES, codeLanguage } from './code-languages.ts'

/** A code block with the choice of its language, and a button that copies it. */
export class CodeView implements NodeView {
  readonly dom = document.createElement('div')
  readonly contentDOM = document.createElement('code')
  readonly #bar = document.createElement('div')
  readonly #language = document.createElement('select')
  readonly #view: EditorView
  readonly #getPos: () => number | undefined
  #node: Node

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    this.#node = node
    this.#view = view
    this.#getPos = getPos
    this.dom.className = 'code-block'
    this.#bar.className = 'code-bar'
    this.#bar.contentEditable = 'false'
    this.#language.className = 'code-language'
    this.#language.setAttribute('aria-label', 'Language of the code')
    this.#language.addEventListener('change', () => this.#choose(this.#language.value))
    this.#bar.append(this.#language, this.#copyButton())
    const pre = document.createElement('pre')
    // Wide code scrolls inside; people without a pointer reach it with the caret.
    pre.append(this.contentDOM)
    this.contentDOM.spellcheck = false
    this.dom.append(this.#bar, pre)
    this.#draw()
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false
    const before = this.#node
    this.#node = node
    if (before.attrs.language !== node.attrs.language) this.#draw()
    return true
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof globalThis.Node && this.#bar.contains(event.target)
  }

  #draw(): void {
    const written: unknown = this.#node.attrs.language
    const language = codeLanguage(written)
    const options: [string, string][] = [
      ['', 'Plain text'],
      ...CODE_LANGUAGES.map(([id, label]) => [id, label] as [string, string]),
    ]
    // A language that is not coloured keeps its name.
    if (!language && typeof written === 'string' && written !== '') options.push([written, written])
    this.#language.replaceChildren(...options.map(([value, label]) => new Option(label, value)))
    this.#language.value = language ?? (typeof written === 'string' ? written : '')
  }

  #choose(language: string): void {
    const position = this.#getPos()
    if (position === undefined || !this.#view.editable) {
      this.#draw()
      return
    }
    const { state } = this.#view
    this.#view.dispatch(state.tr.setNodeAttribute(position, 'language', language === '' ? null : language))
  }

  #copyButton(): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'code-copy'
    button.textContent = 'Copy'
    button.addEventListener('click', () => {
      void navigator.clipboard?.writeText(this.#node.textContent).then(
        () => this.#say(button, 'Copied'),
        () => this.#say(button, 'Not allowed'),
      )
    })
    return button
  }

  #say(button: HTMLElement, word: string): void {
    button.textContent = word
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 1_500)
  }
}
