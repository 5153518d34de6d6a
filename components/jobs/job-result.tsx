import type { ProcessResult } from '#server/contracts/processing.ts'
import { copyText } from '#server/document-model/copy-text.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ActionsView } from './results/actions-view.tsx'
import { DocumentView } from './results/document-view.tsx'
import { EntitiesView } from './results/entities-view.tsx'
import { FieldsView } from './results/fields-view.tsx'
import { ImageDataView } from './results/image-data-view.tsx'
import { ImageView } from './results/image-view.tsx'
import { LabelsView } from './results/labels-view.tsx'
import { LanguageView } from './results/language-view.tsx'
import { ReadabilityView } from './results/readability-view.tsx'
import { Reading } from './results/reading-view.tsx'
import { RecordingView } from './results/recording-view.tsx'
import { ReplyView } from './results/reply-view.tsx'
import { RewritingView } from './results/rewriting-view.tsx'
import { SentimentView } from './results/sentiment-view.tsx'
import { SoundFileView } from './results/sound-file-view.tsx'
import { TranscriptView } from './results/transcript-view.tsx'
import { WaveformView } from './results/waveform-view.tsx'
import { Keywords, Points, Prose } from './results/written-results.tsx'

/** What a job found, set for reading, each kind in its own form. */
export function JobResult({ result }: { result: ProcessResult }) {
  return (
    <section aria-label="Result" className="relative">
      <div className="absolute top-0 right-0">
        <CopyButton text={copyText(result)} label="Copy the result" />
      </div>
      <div className="pr-10">
        <Body result={result} />
      </div>
    </section>
  )
}

function Body({ result }: { result: ProcessResult }) {
  switch (result.kind) {
    case 'summarise':
      return result.style === 'bullets' ? <Points text={result.text} /> : <Prose text={result.text} />
    case 'keywords':
      return <Keywords keywords={result.keywords} />
    case 'entities':
      return <EntitiesView result={result} />
    case 'sentiment':
      return <SentimentView result={result} />
    case 'action-items':
      return <ActionsView result={result} />
    case 'classify':
      return <LabelsView result={result} />
    case 'extract':
      return <FieldsView result={result} />
    case 'ask':
      return <ReplyView result={result} />
    case 'language':
      return <LanguageView result={result} />
    case 'readability':
      return <ReadabilityView result={result} />
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return <RewritingView result={result} />
    case 'ocr':
      return <Reading result={result} />
    case 'convert-image':
    case 'resize-image':
    case 'thumbnail':
      return <ImageView result={result} />
    case 'image-metadata':
      return <ImageDataView result={result} />
    case 'read-pdf':
    case 'read-docx':
      return <DocumentView result={result} />
    case 'transcribe':
      return <TranscriptView result={result} />
    case 'probe-media':
      return <RecordingView result={result} />
    case 'cut-media':
    case 'transcode':
      return <SoundFileView result={result} />
    case 'waveform':
      return <WaveformView result={result} />
  }
}
