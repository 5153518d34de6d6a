const WARP_PITCH = 16
const ROW_PITCH = 8
const WIDTH = 640
const HEIGHT = 900
const FIRST_ROW = 500
/** Where the newest thread ends: just before it would go under the next of the warp. */
const LOOSE_END = 389
const WARP = Array.from({ length: WIDTH / WARP_PITCH }, (_, warp) => warp * WARP_PITCH + 8)
const ROWS = Array.from({ length: Math.ceil((HEIGHT - FIRST_ROW) / ROW_PITCH) }, (_, row) => row)

/** Rows of the cloth, counted from the newest, that are woven in the accent. */
const ACCENT_ROWS = new Set([0, 1, 2, 3, 9, 10, 16, 30, 31, 32, 33, 34, 41])

/**
 * A loom at work: warp threads wait above, below them the cloth grows, and the newest thread of the weft is not yet through.
 * Decoration only.
 */
export function WovenCloth({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      width="100%"
      height="100%"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMax slice"
      fill="none"
    >
      <defs>
        <linearGradient id="warp-fade" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0.3" stopColor="white" stopOpacity="0" />
          <stop offset="0.56" stopColor="white" stopOpacity="1" />
        </linearGradient>
        <mask id="warp-mask">
          <rect width={WIDTH} height={HEIGHT} fill="url(#warp-fade)" />
        </mask>
      </defs>
      <g mask="url(#warp-mask)" stroke="var(--edge)" strokeWidth="1.5">
        {WARP.map((x) => (
          <path key={x} d={`M${x} 0V${HEIGHT}`} />
        ))}
      </g>
      {ROWS.map((row) => {
        const y = FIRST_ROW + row * ROW_PITCH
        const accent = ACCENT_ROWS.has(row)
        return (
          <path
            key={row}
            d={row === 0 ? `M0 ${y}H${LOOSE_END}` : `M0 ${y}H${WIDTH}`}
            stroke={accent ? 'var(--accent)' : 'var(--edge)'}
            strokeOpacity={accent ? 0.9 : 0.7}
            strokeWidth="5"
            strokeDasharray={`${2 * WARP_PITCH - 6} 6`}
            strokeDashoffset={row % 2 === 0 ? -11 : WARP_PITCH - 11}
          />
        )
      })}
    </svg>
  )
}
