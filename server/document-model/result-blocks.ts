import type { Quote } from '#server/contracts/ask-kind.ts'
import type { DocumentBlock, InlineRun } from '#server/contracts/document-blocks.ts'
import type { MediaFile } from '#server/contracts/media-kinds.ts'
import type { ProcessResult, ResultOf } from '#server/contracts/processing.ts'
import {
  actionWords,
  entityGroups,
  FORMULA_WORDS,
  languageWords,
  lengthWords,
  NO_SPEECH,
  NOT_SAID,
  signed,
  valueWords,
} from '#server/contracts/result-words.ts'
import { momentPath, momentStamp, transcriptParagraphs } from '#server/contracts/transcript-words.ts'

const SENTENCES_SHOWN = 3

/** A result as blocks of a page; at least one, since a result may be empty (a blank scan). */
export function resultBlocks(result: ProcessResult): DocumentBlock[] {
  const blocks = blocksOf(result)
  return blocks.length > 0 ? blocks : [paragraph('')]
}

function blocksOf(result: ProcessResult): DocumentBlock[] {
  switch (result.kind) {
    case 'summarise':
      return result.style === 'bullets'
        ? list(pointsOf(result.text).map((text) => [{ text }]))
        : paragraphs(result.text)
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return result.blocks
    case 'keywords':
      return list(result.keywords.map(({ term }) => [{ text: term }]))
    case 'entities':
      return result.entities.length === 0
        ? [paragraph('Nothing of what was searched stands in the text.')]
        : list(entityGroups(result.entities).map(({ label, texts }) => fact(label, texts.join(', '))))
    case 'action-items':
      return result.items.length === 0 ? [paragraph('No task was found in the text.')] : [tasks(result)]
    case 'classify':
      return result.labels.length === 0
        ? [paragraph('None of the labels fits.')]
        : list(result.labels.map(({ label, quote }) => labelled(label, quote)))
    case 'extract':
      return [fieldTable(result)]
    case 'ask':
      return result.answered ? [...result.blocks, ...result.quotes.map(quotation)] : [paragraph(NOT_SAID)]
    case 'sentiment':
      return sentiment(result)
    case 'language':
      return [paragraph(languageWords(result))]
    case 'readability':
      return readability(result)
    case 'ocr':
      return result.blocks.length === 0
        ? paragraphs(result.text)
        : result.blocks.map(({ text }) => paragraph(oneLine(text)))
    case 'convert-image':
    case 'resize-image':
    case 'thumbnail':
      return [image(result.after)]
    case 'cut-media':
    case 'transcode':
      return [madeRecording(result)]
    case 'image-metadata':
      return list(imageFacts(result))
    case 'read-pdf':
    case 'read-docx':
      return result.blocks
    case 'transcribe':
      return transcript(result)
    case 'probe-media':
      return list(recordingFacts(result))
    case 'waveform':
      return [
        ...(result.picture ? [image(result.picture, `Waveform, ${lengthWords(result.seconds)}`)] : []),
        paragraph(
          `A recording of ${lengthWords(result.seconds)}; ${Math.round(result.silence * 100)} % of it is silence.`,
        ),
      ]
  }
}

/** The points of a summary that is a list. */
export function pointsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.replace(/^- /, '').trim() || [])
}

function tasks({ items }: ResultOf<'action-items'>): DocumentBlock {
  return {
    type: 'tasks',
    items: items.map((item) => {
      const more = actionWords(item)
      return {
        checked: item.done,
        content: [{ text: item.task }, ...(more === '' ? [] : [{ text: ` (${more})`, italic: true }])],
      }
    }),
  }
}

function labelled(label: string, quote: string | null): InlineRun[] {
  return [{ text: label, bold: true }, ...(quote === null ? [] : [{ text: `: “${oneLine(quote)}”` }])]
}

/** What nothing in the text speaks for is marked where it stands, so that it goes nowhere without that. */
function fieldTable({ fields }: ResultOf<'extract'>): DocumentBlock {
  const rows = fields.map(({ name, values }): InlineRun[][] => [
    [{ text: name, bold: true }],
    values.length === 0
      ? [{ text: '–' }]
      : values.flatMap((value, index): InlineRun[] => [
          { text: `${index > 0 ? ', ' : ''}${valueWords([value])}` },
          ...(value.evidence === 'none' ? [{ text: ' (not in the text)', italic: true }] : []),
        ]),
  ])
  return { type: 'table', header: true, rows: [[[{ text: 'Field' }], [{ text: 'Value' }]], ...rows] }
}

/** A passage with the page that it stands in; one that was not found says so. */
function quotation({ text, documentId, title, found }: Quote): DocumentBlock {
  if (!found)
    return {
      type: 'quote',
      content: [{ text: `“${text}”` }, { text: ' (not found in the page)', italic: true }],
    }
  const page = title?.trim() || 'Untitled'
  const source =
    documentId === null ? [] : [{ text: ' – ' }, { text: page, href: `/documents/${documentId}` }]
  return { type: 'quote', content: [{ text: `“${text}”` }, ...source] }
}

function sentiment(result: ResultOf<'sentiment'>): DocumentBlock[] {
  const scored = result.sentences
    .flatMap(({ score, start, end }) =>
      score === null || end > result.source.length ? [] : [{ score, text: result.source.slice(start, end) }],
    )
    .filter(({ score }) => Math.abs(score) >= 0.15)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))
    .slice(0, SENTENCES_SHOWN)
  return [
    paragraph(`Sentiment: ${result.label} (${signed(result.score)} on a scale from -1 to 1).`),
    ...list(
      scored.map(({ score, text }) => [{ text: `${signed(score)} `, bold: true }, { text: oneLine(text) }]),
    ),
  ]
}

function readability(result: ResultOf<'readability'>): DocumentBlock[] {
  const { level, words, sentences, wordsPerSentence } = result
  return [
    paragraph(
      `Readability: ${level}. ${words} words in ${sentences} sentences, ${wordsPerSentence} words a sentence.`,
    ),
    ...list(result.formulas.map(({ formula, value }) => fact(FORMULA_WORDS[formula], String(value)))),
    ...(result.hardest.length > 0 ? [paragraph('Hardest to read:')] : []),
    ...list(result.hardest.map(({ text }) => [{ text: oneLine(text) }])),
  ]
}

// The place where a picture was taken is told to whoever asked, and never written into a page that others read.
function imageFacts(result: ResultOf<'image-metadata'>): InlineRun[][] {
  const { format, width, height, colourSpace, exif } = result
  return [
    fact('Format', format),
    fact('Size', `${width} × ${height} pixels`),
    ...(colourSpace ? [fact('Colours', colourSpace)] : []),
    ...exif.map(({ name, value }) => fact(name, value)),
  ]
}

/** Each paragraph begins with its moment, which leads to the recording there; what may not have been said is marked. */
function transcript(result: ResultOf<'transcribe'>): DocumentBlock[] {
  const paragraphs = transcriptParagraphs(result)
  if (paragraphs.length === 0) return [paragraph(NO_SPEECH)]
  return paragraphs.map(({ start, runs }) => ({
    type: 'paragraph',
    content: [
      { text: momentStamp(start), href: momentPath(result.attachmentId, start) },
      ...runs.map(({ text, doubt }) => ({ text: ` ${text}`, ...(doubt && { italic: true }) })),
    ],
  }))
}

/** A pending result holds no players, so it leads to the recording. */
function madeRecording({ after, seconds }: ResultOf<'cut-media' | 'transcode'>): DocumentBlock {
  const content = [
    { text: after.name, href: `/api/v1/attachments/${after.attachmentId}` },
    { text: `, ${lengthWords(seconds)}` },
  ]
  return { type: 'paragraph', content }
}

function recordingFacts({ container, seconds, tracks, tags }: ResultOf<'probe-media'>): InlineRun[][] {
  return [
    fact('Format', container),
    ...(seconds === null ? [] : [fact('Length', lengthWords(seconds))]),
    ...tracks.map(({ type, codec, detail }) => fact(`${type} track`, detail ? `${codec}, ${detail}` : codec)),
    ...tags.map(({ name, value }) => fact(name, value)),
  ]
}

function fact(name: string, value: string): InlineRun[] {
  return [{ text: `${name.charAt(0).toUpperCase()}${name.slice(1)}: `, bold: true }, { text: value }]
}

function list(items: InlineRun[][]): DocumentBlock[] {
  return items.length === 0
    ? []
    : [{ type: 'list', ordered: false, items: items.map((content) => ({ content })) }]
}

function image({ attachmentId, name, width, height }: MediaFile, alt = name): DocumentBlock {
  return { type: 'image', attachmentId, alt, width, height }
}

function paragraph(text: string): DocumentBlock {
  return { type: 'paragraph', content: text === '' ? [] : [{ text }] }
}

function paragraphs(text: string): DocumentBlock[] {
  return text.split(/\n{2,}/).map((part) => paragraph(oneLine(part)))
}

/** Line ends of a scan or a model are not meant: the paragraph flows. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
