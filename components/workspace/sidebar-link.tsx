'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'

type Place = '/' | '/jobs' | '/members' | '/settings' | '/admin' | '/trash'

/** One place of the workspace; marked while one is there or below it. */
export function SidebarLink({ href, icon, children }: { href: Place; icon: ReactNode; children: ReactNode }) {
  const path = usePathname()
  const here = href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
  return (
    <li>
      <Link
        href={href}
        aria-current={here ? 'page' : undefined}
        className={classNames(
          'flex h-8 items-center gap-2.5 rounded-md px-2 text-base transition-colors pointer-coarse:h-11',
          here ? 'bg-hover font-medium text-ink' : 'text-soft hover:bg-hover hover:text-ink',
        )}
      >
        <span className={here ? 'text-accent' : 'text-muted'}>{icon}</span>
        {children}
      </Link>
    </li>
  )
}
