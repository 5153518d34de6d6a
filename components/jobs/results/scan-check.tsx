'use client'

import { ChevronLeft, ChevronRight, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { type ScanReading, type ScanWord, SURE_WORD } from '#server/contracts/scan-reading.ts'
import { counted } from '../../number-words.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'
import { frameAround, ScanPicture } from './scan-picture.tsx'

const FIRST_LISTED = 40

/** A picture that was read; of several, the number of its page. */
export type CheckedScan = ScanReading & { page?: number }

/** What was read in pictures beside the pictures themselves, with the words to look at again marked on them and in a list. */
export function ScanCheck({ scans }: { scans: readonly CheckedScan[] }) {
  const withDoubts = scans.findIndex((scan) => doubtful(scan).length > 0)
  const [shown, setShown] = useState(Math.max(0, withDoubts))
  const scan = scans[shown]
  if (!scan) return null
  const all = scans.reduce((sum, { words }) => sum + words.length, 0)
  const doubts = scans.reduce((sum, each) => sum + doubtful(each).length, 0)
  return (
    <section aria-label="Check the words" className="border-hairline border-t pt-5">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h2 className="display text-2xl">Check the words</h2>
          <p className="mt-1 text-sm text-soft">{summary(doubts, all)}</p>
        </div>
        {scans.length > 1 ? (
          <Select
            label="Page to check"
            compact
            value={String(shown)}
            onChange={(value) => setShown(Number(value))}
            options={scans.map((each, index) => ({ value: String(index), label: pageLabel(each) }))}
          />
        ) : null}
      </div>
      <CheckOne key={shown} scan={scan} />
    </section>
  )
}

function CheckOne({ scan }: { scan: CheckedScan }) {
  const [chosen, setChosen] = useState(0)
  const [broken, setBroken] = useState(scan.picture === null)
  const words = doubtful(scan)
  const word = words[chosen]
  const what = scan.page === undefined ? 'The picture' : `Page ${scan.page}`
  return (
    <div className="grid gap-6 sm:grid-cols-[minmax(0,3fr)_minmax(12rem,2fr)]">
      {broken ? (
        <p className="flex items-center gap-2.5 self-start rounded-md border border-hairline bg-sunken p-4 text-soft text-sm">
          <ImageOff aria-hidden="true" size={16} className="shrink-0" />
          {what} cannot be shown here: it was removed, or is not yours to see.
        </p>
      ) : (
        <ScanPicture
          scan={scan}
          label={`${what} as it was read, with ${counted(words.length, 'marked word')}`}
          className="h-auto w-full self-start rounded-md border border-hairline bg-sunken"
          onBroken={() => setBroken(true)}
        >
          {words.map(({ box }, index) => (
            <Mark
              // biome-ignore lint/suspicious/noArrayIndexKey: words of a finished reading never move, and two may be alike
              key={index}
              box={box}
              chosen={index === chosen}
              onChoose={() => setChosen(index)}
            />
          ))}
        </ScanPicture>
      )}
      {word ? (
        <div className="min-w-0 max-sm:row-start-1">
          <div className="sticky top-4">
            <Word
              scan={scan}
              word={word}
              place={`${chosen + 1} of ${words.length}`}
              picture={broken ? undefined : () => setBroken(true)}
              onStep={(by) => setChosen((chosen + by + words.length) % words.length)}
            />
            <WordList words={words} chosen={chosen} onChoose={setChosen} />
          </div>
        </div>
      ) : null}
    </div>
  )
}

function Mark({ box, chosen, onChoose }: { box: ScanWord['box']; chosen: boolean; onChoose: () => void }) {
  const { left, top, width, height } = box
  const room = height * 0.18
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the picture is the way of the keyboard
    <rect
      x={left - room}
      y={top - room}
      width={width + 2 * room}
      height={height + 2 * room}
      rx={room}
      // A scan is paper in the dark theme too: the marks keep the colours that stand out on paper.
      fill={chosen ? 'rgb(14 98 94 / 0.22)' : 'rgb(214 140 0 / 0.28)'}
      stroke={chosen ? '#0e625e' : '#a86a00'}
      strokeWidth={chosen ? height * 0.14 : height * 0.07}
      className="cursor-pointer"
      onClick={onChoose}
    />
  )
}

type WordProps = {
  scan: ScanReading
  word: ScanWord
  place: string
  /** Told when the picture cannot be shown; undefined where there is none. */
  picture: (() => void) | undefined
  onStep: (by: 1 | -1) => void
}

/** One word, large: as it stands in the picture, as it was read, and how sure that is. */
function Word({ scan, word, place, picture, onStep }: WordProps) {
  return (
    <div className="rounded-md border border-edge bg-raised p-3">
      {picture ? (
        <ScanPicture
          scan={scan}
          frame={frameAround(word.box)}
          label="The word in the picture, enlarged"
          className="mb-3 h-auto w-full rounded-sm bg-sunken"
          onBroken={picture}
        />
      ) : null}
      <div className="flex items-center gap-2">
        <p role="status" className="min-w-0 flex-1">
          <span className="block truncate font-serif text-xl">{word.text}</span>
          <span className="figures block text-sm text-warning">{percent(word)} sure</span>
        </p>
        <span className="figures whitespace-nowrap text-muted text-xs">{place}</span>
        <IconButton label="The word before" onClick={() => onStep(-1)}>
          <ChevronLeft aria-hidden="true" size={16} />
        </IconButton>
        <IconButton label="The next word" onClick={() => onStep(1)}>
          <ChevronRight aria-hidden="true" size={16} />
        </IconButton>
      </div>
    </div>
  )
}

type WordListProps = { words: readonly ScanWord[]; chosen: number; onChoose: (index: number) => void }

function WordList({ words, chosen, onChoose }: WordListProps) {
  const [all, setAll] = useState(false)
  const shown = all ? words : words.slice(0, FIRST_LISTED)
  return (
    <>
      <ol aria-label="Words to check" className="mt-3 max-h-72 overflow-y-auto">
        {shown.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words of a finished reading never move, and two may be alike
          <li key={index}>
            <button
              type="button"
              aria-current={index === chosen}
              className={classNames(
                'flex w-full items-baseline justify-between gap-3 rounded-sm px-2 py-1 text-left hover:bg-hover',
                index === chosen && 'bg-accent-wash',
              )}
              onClick={() => onChoose(index)}
            >
              <span className="min-w-0 truncate font-serif">{word.text}</span>
              <span className="figures text-muted text-xs">{percent(word)}</span>
            </button>
          </li>
        ))}
      </ol>
      {shown.length < words.length ? (
        <Button size="sm" className="mt-2" onClick={() => setAll(true)}>
          Show the other {counted(words.length - shown.length, 'word')}
        </Button>
      ) : null}
    </>
  )
}

function doubtful({ words }: ScanReading): ScanWord[] {
  return words.filter(({ confidence }) => confidence < SURE_WORD)
}

function summary(doubts: number, all: number): string {
  if (all === 0) return 'No words were found.'
  if (doubts === 0)
    return `All ${counted(all, 'word')} were read with a confidence of ${percent({ confidence: SURE_WORD })} or more.`
  return `${counted(doubts, 'word')} of ${all} ${doubts === 1 ? 'was' : 'were'} read with less than ${percent({ confidence: SURE_WORD })} confidence. Look at ${doubts === 1 ? 'it' : 'them'} in the picture.`
}

function pageLabel(scan: CheckedScan): string {
  const doubts = doubtful(scan).length
  return `Page ${scan.page}${doubts === 0 ? '' : `, ${doubts} to check`}`
}

function percent({ confidence }: Pick<ScanWord, 'confidence'>): string {
  return `${Math.round(confidence * 100)} %`
}
