'use client'

import { type PointerEvent, type RefObject, useState } from 'react'
import { IMAGE_PERCENT } from '#server/document-model/image-node.ts'

const STEP = 5
const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -STEP,
  ArrowDown: -STEP,
  ArrowRight: STEP,
  ArrowUp: STEP,
  PageDown: -4 * STEP,
  PageUp: 4 * STEP,
}

/** The nearest allowed width in percent. */
export function clampPercent(percent: number): number {
  return Math.round(Math.min(IMAGE_PERCENT.max, Math.max(IMAGE_PERCENT.min, percent)))
}

type ImageSizeHandleProps = {
  /** The width as it is now, in percent of the text's. */
  percent: number
  figure: RefObject<HTMLElement | null>
  /** While it is dragged: the width to show, undefined when the drag was given up. */
  onTry: (percent: number | undefined) => void
  onChoose: (percent: number) => void
  /** A drag has ended. */
  onDone: () => void
}

/** The right edge of an image, dragged to make it wider or narrower, or moved with the arrow keys. */
export function ImageSizeHandle({ percent, figure, onTry, onChoose, onDone }: ImageSizeHandleProps) {
  const [drag, setDrag] = useState<{ x: number; width: number; full: number }>()

  function widthAt(event: PointerEvent): number | undefined {
    if (!drag) return undefined
    return clampPercent(((drag.width + event.clientX - drag.x) / drag.full) * 100)
  }

  return (
    <button
      type="button"
      role="slider"
      aria-label="Width of the image"
      aria-valuenow={percent}
      aria-valuemin={IMAGE_PERCENT.min}
      aria-valuemax={IMAGE_PERCENT.max}
      aria-valuetext={`${percent} percent of the text`}
      className="image-size-handle"
      onPointerDown={(event) => {
        const box = figure.current
        const full = box?.parentElement?.clientWidth
        if (!box || !full) return
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ x: event.clientX, width: box.offsetWidth, full })
      }}
      onPointerMove={(event) => onTry(widthAt(event))}
      onPointerUp={(event) => {
        const chosen = widthAt(event)
        setDrag(undefined)
        onTry(undefined)
        if (chosen !== undefined && event.clientX !== drag?.x) onChoose(chosen)
        onDone()
      }}
      onPointerCancel={() => {
        setDrag(undefined)
        onTry(undefined)
      }}
      onKeyDown={(event) => {
        const step = KEY_STEPS[event.key]
        if (step === undefined) return
        event.preventDefault()
        event.stopPropagation()
        onChoose(clampPercent(percent + step))
      }}
    />
  )
}
