import type { CSSProperties } from 'react'
import { classNames } from './class-names.ts'

type AvatarProps = {
  name: string
  /** Degrees on the colour wheel; the same person has the same hue everywhere. */
  hue: number
  size?: 'xs' | 'sm' | 'md' | 'lg'
  /** Set where the name stands beside it already. */
  decorative?: boolean
}

const SIZE = {
  xs: 'size-5 text-[0.5625rem]',
  sm: 'size-6 text-[0.625rem]',
  md: 'size-8 text-xs',
  lg: 'size-11 text-base',
}

/** A person as initials on their colour. Lightness is fixed so that every hue keeps the contrast of AA in both themes. */
export function Avatar({ name, hue, size = 'sm', decorative = false }: AvatarProps) {
  const look = {
    style: { '--hue': `${hue}deg` } as CSSProperties,
    className: classNames(
      'inline-grid shrink-0 select-none place-items-center rounded-full font-semibold leading-none',
      'bg-[light-dark(oklch(0.89_0.055_var(--hue)),oklch(0.38_0.06_var(--hue)))] text-[light-dark(oklch(0.37_0.085_var(--hue)),oklch(0.92_0.05_var(--hue)))]',
      SIZE[size],
    ),
  }
  if (decorative)
    return (
      <span aria-hidden="true" {...look}>
        {initials(name)}
      </span>
    )
  return (
    <span role="img" aria-label={name} title={name} {...look}>
      {initials(name)}
    </span>
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
