import type { TextBlock } from '#server/document-model/page-content.ts'

/** The first page of a new workspace: says what Weft does, with enough text that a first summary has something to do. */
export const SAMPLE_PAGE: { title: string; blocks: readonly TextBlock[] } = {
  title: 'Welcome to Weft',
  blocks: [
    {
      type: 'paragraph',
      text: 'Weft is where your team writes together and hands text and scans to jobs. This page is yours: change it, break it, or put it in the trash.',
    },
    { type: 'heading', level: 2, text: 'Write together' },
    {
      type: 'paragraph',
      text: 'Everybody who opens this page sees the same text, with the cursors of the others in it. The word beside the title tells the truth about your work: saved means that the database has it, on this device means that your browser keeps it until the server can be reached again. You may close the lid of your laptop in a tunnel and go on typing; what you wrote merges when you are back.',
    },
    {
      type: 'bulletList',
      items: [
        'Type / at the start of a line for headings, lists, quotes and images.',
        'Write Markdown as you are used to: ## makes a heading, - a list, [] a task.',
        'Select some words for bold, code and links.',
      ],
    },
    { type: 'heading', level: 2, text: 'Hand work to a job' },
    {
      type: 'paragraph',
      text: 'A job summarises a page, finds its keywords or reads the text in a scanned image. Its result comes back into the page as a suggestion with its source: which engine answered, how sure it is, and whether the answer came from the cache. Nothing of it becomes your text before somebody accepts it. No account with a model provider is needed, because a small engine is built in. Where a provider is configured and fails, the next one in the chain answers, and the result says so.',
    },
    {
      type: 'taskList',
      items: [
        { checked: false, text: 'Type /summarise on an empty line below and accept or reject what comes.' },
        { checked: false, text: 'Open Jobs in the sidebar and look at how the answer was made.' },
        { checked: false, text: 'Drop a photo of a printed page here and let a job read it.' },
        { checked: false, text: 'Invite somebody under Members and write a line together.' },
      ],
    },
    {
      type: 'blockquote',
      text: 'A promise worth having: what Weft has called saved is not lost, whatever fails next.',
    },
    { type: 'paragraph', text: '' },
  ],
}
