import { Sparkles } from 'lucide-react'
import { MEDIA_KINDS, type MediaKind } from '#server/contracts/media-kinds.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { KIND_ICONS } from '../../jobs/kind-icons.tsx'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import type { SlashItem } from './slash-item.ts'

/** About the page. */
const ofPage = (kind: TextKind, label: string, ...words: string[]): SlashItem => ({
  ...{ id: kind, group: 'Jobs', label, icon: KIND_ICONS[kind], words: [...words, 'job'] },
  run: (_editor, actions) => actions.askJob(kind, 'page'),
})

/** About the block of the caret, else about the page. */
const ofBlock = (kind: TextKind, ...words: string[]): SlashItem => ({
  ...{ id: kind, group: 'Jobs', label: KIND_WORDS[kind], icon: KIND_ICONS[kind], words: [...words, 'job'] },
  run: (_editor, actions) => actions.askJob(kind),
})

/** As that, for what has to be told more than a word. */
const byForm = (kind: 'classify' | 'extract', ...words: string[]): SlashItem => ({
  ...{ id: kind, group: 'Jobs', label: `${KIND_WORDS[kind]} ...`, icon: KIND_ICONS[kind] },
  words: [...words, 'job'],
  run: (_editor, actions) => actions.openJobForm(kind),
})

const rare = (item: SlashItem): SlashItem => ({ ...item, rare: true })

const FILE_JOBS: Readonly<Record<MediaKind, { label: string; words: readonly string[] }>> = {
  ocr: { label: 'Read text in an image', words: ['ocr', 'scan', 'recognise', 'recognize'] },
  'read-pdf': { label: 'Read a PDF', words: ['pdf', 'scan', 'import'] },
  'read-docx': { label: 'Read a Word file', words: ['docx', 'import'] },
  transcribe: {
    label: 'Transcribe a recording',
    words: ['speech', 'minutes', 'audio', 'video', 'subtitles'],
  },
  'convert-image': { label: 'Convert an image', words: ['webp', 'format'] },
  'resize-image': { label: 'Resize an image', words: ['smaller', 'scale'] },
  thumbnail: { label: 'Thumbnail of an image', words: ['preview'] },
  'image-metadata': { label: 'Data of an image', words: ['exif', 'gps', 'camera'] },
  'probe-media': { label: 'Data of a recording', words: ['length', 'codec'] },
  waveform: { label: 'Waveform of a recording', words: ['loudness', 'sound'] },
  'cut-media': { label: 'Cut a recording', words: ['trim', 'clip'] },
  transcode: { label: 'Convert a recording', words: ['mp3', 'sound'] },
}
const USUAL_FILE_JOBS: ReadonlySet<MediaKind> = new Set(['ocr', 'read-pdf', 'transcribe'])

/** Chooses a file first; the result stands behind it. */
const onFile = (kind: MediaKind): SlashItem => ({
  ...{ id: kind, group: 'Jobs on files', icon: KIND_ICONS[kind], label: FILE_JOBS[kind].label },
  words: [...FILE_JOBS[kind].words, 'job'],
  ...(!USUAL_FILE_JOBS.has(kind) && { rare: true }),
  run: (_editor, actions) => actions.chooseFile(kind),
})

/** Every kind of job, the usual ones in sight and the others found by typing. */
export const SLASH_JOBS: readonly SlashItem[] = [
  ofPage('summarise', 'Summarise this page', 'summary', 'summarize', 'tldr', 'shorten'),
  ofPage('ask', 'Ask about this page', 'question', 'answer', 'chat', 'find'),
  ofBlock('action-items', 'tasks', 'next steps', 'minutes'),
  ofBlock('improve', 'rewrite', 'better', 'polish'),
  ofBlock('fix-grammar', 'correct', 'proofread', 'typos'),
  ofBlock('shorter', 'cut', 'condense'),
  ofBlock('longer', 'expand', 'extend'),
  rare(ofBlock('change-tone', 'style', 'formal', 'friendly')),
  ofBlock('translate', 'language'),
  ofBlock('explain', 'meaning'),
  rare(ofPage('keywords', 'Keywords of this page', 'tags', 'terms', 'topics')),
  rare(ofPage('entities', 'Names and facts in this page', 'entities', 'people', 'dates', 'money')),
  rare(ofPage('sentiment', 'Tone of this page', 'sentiment', 'mood', 'opinion')),
  rare(ofPage('readability', 'Readability of this page', 'grade', 'flesch', 'lix', 'easy', 'hard')),
  rare(ofBlock('language', 'detect', 'idiom')),
  rare(byForm('classify', 'labels', 'category', 'tag', 'sort')),
  rare(byForm('extract', 'fields', 'table', 'data', 'structured')),
  {
    ...{ id: 'more-jobs', group: 'Jobs', label: 'Another job ...', icon: Sparkles },
    words: ['more', 'options', 'all', 'job', 'with'],
    run: (_editor, actions) => actions.openJobForm(undefined),
  },
  ...MEDIA_KINDS.map(onFile),
]
