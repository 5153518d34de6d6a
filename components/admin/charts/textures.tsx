import type { Mark } from './chart-data.ts'

const SIZE = 5

/** The fill of a mark: its colour, or the texture that `TextureDefs` with the same `id` defines. */
export function fillOf(id: string, key: string, { colour, texture }: Mark): string {
  return texture ? `url(#${id}-${key})` : colour
}

/** The textures of a chart's marks: what tells them apart for whoever does not see the colours. */
export function TextureDefs({ id, marks }: { id: string; marks: readonly { key: string; mark: Mark }[] }) {
  return (
    <defs>
      {marks.map(({ key, mark }) =>
        mark.texture ? (
          <pattern key={key} id={`${id}-${key}`} width={SIZE} height={SIZE} patternUnits="userSpaceOnUse">
            <rect width={SIZE} height={SIZE} fill={mark.colour} opacity="0.3" />
            <Texture texture={mark.texture} colour={mark.colour} />
          </pattern>
        ) : null,
      )}
    </defs>
  )
}

function Texture({ texture, colour }: { texture: NonNullable<Mark['texture']>; colour: string }) {
  if (texture === 'dots') return <circle cx="2.5" cy="2.5" r="1.2" fill={colour} />
  const rising = `M-1 1L1 -1M0 ${SIZE}L${SIZE} 0M${SIZE - 1} ${SIZE + 1}L${SIZE + 1} ${SIZE - 1}`
  const falling = `M0 0L${SIZE} ${SIZE}`
  return (
    <path
      d={texture === 'cross' ? `${rising}${falling}` : rising}
      stroke={colour}
      strokeWidth="1.4"
      fill="none"
    />
  )
}
