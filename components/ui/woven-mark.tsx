/** The mark of Weft: two threads of the weft, over and under three of the warp. */
export function WovenMark({ size = 20, faint = false }: { size?: number; faint?: boolean }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none" className="shrink-0">
      <g
        className={faint ? 'text-edge' : 'text-ink'}
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="butt"
      >
        <path d="M5 2v3.4M5 10.6V22M12 2v11.4M12 18.6V22M19 2v3.4M19 10.6V22" />
      </g>
      <g
        className={faint ? 'text-field' : 'text-accent'}
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="butt"
      >
        <path d="M1 8h8.4M14.6 8H23M1 16h1.4M7.6 16h8.8M21.6 16H23" />
      </g>
    </svg>
  )
}
