import type { TextBlock } from '#server/document-model/page-content.ts'

type SeedPage = { title: string; blocks: readonly TextBlock[] }

/** Pages of the sample workspace, with enough text that a summary has something to leave out. */
export const SEED_PAGES: readonly (SeedPage & { below: readonly SeedPage[] })[] = [
  {
    title: 'Harbour committee, spring',
    blocks: [
      {
        type: 'paragraph',
        text: 'The committee met on Tuesday, 14 May 2026, in the old customs house. Nine of eleven members were present. The chair welcomed Ms Okafor, who will keep the accounts from June on.',
      },
      { type: 'heading', level: 2, text: 'The northern quay' },
      {
        type: 'paragraph',
        text: 'The repair of the northern quay was discussed at length. Two offers had arrived: one of 84,300 crowns with a guarantee of five years, and one of 79,950 crowns without any. The committee chose the first, because the last repair without a guarantee had failed after two winters.',
      },
      { type: 'heading', level: 2, text: 'What is open' },
      {
        type: 'taskList',
        items: [
          { text: 'Ask both firms for the date on which they could begin', checked: true },
          { text: 'Send the agenda ten days before the next meeting', checked: false },
        ],
      },
    ],
    below: [
      {
        title: 'Lamps along the fish market',
        blocks: [
          {
            type: 'paragraph',
            text: 'The new lamps save 38 percent of the electricity. Another twelve of them were asked for; the request was granted with one vote against.',
          },
        ],
      },
    ],
  },
  {
    title: 'How we weave',
    blocks: [
      {
        type: 'paragraph',
        text: 'A loom holds the warp tight, and the weft crosses it line by line. Cloth keeps what each line gave it. We keep our notes in the same way: a line that was saved stays, and whoever wants to know where it came from can follow the thread.',
      },
      { type: 'blockquote', text: 'Measure twice, cut once, and write down why.' },
      {
        type: 'bulletList',
        items: [
          'One page for each decision, with its reason.',
          'Scans go on the page that they belong to.',
          'A result of a job is read before it is accepted.',
        ],
      },
    ],
    below: [],
  },
]
