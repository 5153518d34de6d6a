import type { Editor } from '@tiptap/core'
import type { Connection } from '../../room/room-provider.ts'
import { linkedBlock, showBlock } from './show-block.ts'

/**
 * Goes to the block that an address names. A page may open from this device's copy, older than the link: what is there is shown at
 * once, but that a block is gone is said only when the server has told the page as it is, of one that was shown too.
 */
export class LinkFollower {
  readonly #editor: Editor
  readonly #say: (words: string) => void
  /** The address that is followed, until the server has had its say. */
  #hash: string | undefined
  #isShown = false
  #isMissed = false
  #end = () => {}

  constructor(editor: Editor, say: (words: string) => void) {
    this.#editor = editor
    this.#say = say
  }

  /** Follows the block of this address, and no earlier one any more; an address without a block is none to follow. */
  follow(hash: string, connection: Connection): void {
    this.#end()
    this.#hash = hash.startsWith('#block-') ? hash : undefined
    this.#isShown = false
    this.#isMissed = false
    this.look(connection)
  }

  /** The connection has changed, and with it, perhaps, what is known of the page. */
  look(connection: Connection): void {
    if (this.#hash === undefined) return
    const position = linkedBlock(this.#editor, this.#hash)
    if (position !== undefined && !this.#isShown) {
      this.#end = showBlock(this.#editor, position)
      this.#isShown = true
    }
    if (connection === 'connected') {
      if (position === undefined) this.#say('The block that this link names is not on this page any more')
      this.#hash = undefined
    } else if (connection === 'offline' && position === undefined && !this.#isMissed) {
      this.#say('The block that this link names is not in the copy of the page on this device')
      this.#isMissed = true
    }
  }

  stop(): void {
    this.#hash = undefined
    this.#end()
  }
}
