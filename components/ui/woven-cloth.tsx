import { useId } from 'react'

/** A piece of cloth: warp in the colour of the ink, weft in the accent, each crossing over or under the next. Decoration only. */
export function WovenCloth({ className }: { className?: string }) {
  const id = useId()
  return (
    <svg aria-hidden="true" className={className} width="100%" height="100%">
      <defs>
        <pattern id={id} width="48" height="48" patternUnits="userSpaceOnUse">
          <g stroke="var(--edge)" strokeWidth="6">
            <path d="M12 0v2M12 22v26M36 0v26M36 46v2" />
          </g>
          <g stroke="var(--accent)" strokeWidth="6">
            <path d="M0 12h26M46 12h2M0 36h2M22 36h26" />
          </g>
        </pattern>
        <linearGradient id={`${id}-fade`} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="white" stopOpacity="0.05" />
          <stop offset="1" stopColor="white" stopOpacity="0.9" />
        </linearGradient>
        <mask id={`${id}-mask`}>
          <rect width="100%" height="100%" fill={`url(#${id}-fade)`} />
        </mask>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} mask={`url(#${id}-mask)`} />
    </svg>
  )
}
