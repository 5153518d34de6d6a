import { type ScanBox, type ScanReading, turnedSize } from '#server/contracts/scan-reading.ts'
import { attachmentPath } from '#server/document-model/image-node.ts'

type ScanPictureProps = {
  scan: ScanReading
  /** What of the turned picture is shown; all of it where that is not said. */
  frame?: ScanBox
  label: string
  className: string
  onBroken: () => void
  /** Drawn over the picture, in its pixels. */
  children?: React.ReactNode
}

/** A picture that was read, turned as it was for reading, so that its words stand level under their places. */
export function ScanPicture({ scan, frame, label, className, onBroken, children }: ScanPictureProps) {
  const { width, height, rotation, picture } = scan
  const turned = turnedSize(scan)
  const { left, top, ...size } = frame ?? { left: 0, top: 0, ...turned }
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${left} ${top} ${size.width} ${size.height}`}
      className={className}
    >
      <image
        href={attachmentPath(picture) ?? undefined}
        width={width}
        height={height}
        preserveAspectRatio="none"
        transform={`translate(${turned.width / 2} ${turned.height / 2}) rotate(${rotation}) translate(${-width / 2} ${-height / 2})`}
        onError={onBroken}
      />
      {children}
    </svg>
  )
}

/** The surroundings of a word: enough to read it by, and to see where in its line it stands. */
export function frameAround({ left, top, width, height }: ScanBox): ScanBox {
  const wide = Math.max(width + height * 3, height * 9)
  const high = height * 3
  return { left: left + width / 2 - wide / 2, top: top + height / 2 - high / 2, width: wide, height: high }
}
