'use client'

import { type CSSProperties, useState } from 'react'
import { classNames } from './class-names.ts'

type AvatarProps = {
  name: string
  /** Degrees on the colour wheel; the same person has the same hue everywhere. */
  hue: number
  /** Path of the person's picture; initials without one. */
  avatar: string | null
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl'
  /** Set where the name stands beside it already. */
  decorative?: boolean
}

const SIZE = {
  xs: 'size-5 text-[0.5625rem]',
  sm: 'size-6 text-[0.625rem]',
  md: 'size-8 text-xs',
  lg: 'size-11 text-base',
  xl: 'size-24 text-3xl',
}

/**
 * A person as their picture, or as initials on their colour; lightness is fixed so that every hue keeps the contrast of AA in
 * both themes. The initials lie below the picture too: one that cannot be read leaves them in sight.
 */
export function Avatar({ name, hue, avatar, size = 'sm', decorative = false }: AvatarProps) {
  const look = {
    style: { '--hue': `${hue}deg` } as CSSProperties,
    className: classNames(
      'relative inline-grid shrink-0 select-none place-items-center overflow-hidden rounded-full font-semibold leading-none',
      'bg-[light-dark(oklch(0.89_0.055_var(--hue)),oklch(0.38_0.06_var(--hue)))] text-[light-dark(oklch(0.37_0.085_var(--hue)),oklch(0.92_0.05_var(--hue)))]',
      SIZE[size],
    ),
  }
  const face = (
    <>
      {/* Drawn by the style sheet: as text it would count as the visible label of a button that holds faces. */}
      <span data-initials={initials(name)} className="before:content-[attr(data-initials)]" />
      {avatar === null ? null : <Picture key={avatar} path={avatar} />}
    </>
  )
  if (decorative)
    return (
      <span aria-hidden="true" {...look}>
        {face}
      </span>
    )
  return (
    <span role="img" aria-label={name} title={name} {...look}>
      {face}
    </span>
  )
}

function Picture({ path }: { path: string }) {
  const [broken, setBroken] = useState(false)
  if (broken) return null
  return (
    // biome-ignore lint/performance/noImgElement: it is small already, and only signed-in people may read it
    <img
      src={path}
      alt=""
      draggable={false}
      className="absolute inset-0 size-full object-cover"
      onError={() => setBroken(true)}
    />
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words
  return (
    picked
      .map((word) => Array.from(word ?? '')[0] ?? '')
      .join('')
      .toLocaleUpperCase() || '?'
  )
}
