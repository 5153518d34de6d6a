'use client'

import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { Me } from '#server/contracts/accounts.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useSignOut } from '../hooks/use-session.ts'
import { useTheme } from '../hooks/use-theme.ts'
import { forgetSettings } from '../jobs/job-settings.ts'
import { openShortcutSheet } from '../keyboard/sheet-state.ts'
import { ShortcutKeys } from '../keyboard/shortcut-keys.tsx'
import { SHORTCUTS } from '../keyboard/shortcuts.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'

const THEMES = [
  { value: 'system', label: 'As the system', icon: <Monitor aria-hidden="true" size={15} /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden="true" size={15} /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden="true" size={15} /> },
] as const

/** Who one is here, the colours of the page, and the way out. */
export function PersonMenu({ me }: { me: Me }) {
  const [theme, chooseTheme] = useTheme()
  const signOut = useSignOut()
  const router = useRouter()

  function leave(): void {
    signOut.mutate(undefined, {
      onSuccess() {
        forgetSettings()
        window.location.assign('/sign-in')
      },
      onError: toastProblem,
    })
  }
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-md p-2 text-left transition-colors hover:bg-hover data-[popup-open]:bg-hover"
        >
          <Avatar name={me.name} hue={me.hue} avatar={me.avatar} size="sm" decorative />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-sm">{me.name}</span>
            <span className="block truncate text-muted text-xs">{me.email}</span>
          </span>
          <ChevronsUpDown aria-hidden="true" size={14} className="text-muted" />
        </button>
      }
    >
      <MenuChoice label="Appearance" value={theme} onChange={chooseTheme} options={THEMES} />
      <MenuSeparator />
      <MenuItem icon={<UserRound aria-hidden="true" size={15} />} onSelect={() => router.push('/profile')}>
        Profile
      </MenuItem>
      <MenuItem
        icon={<Keyboard aria-hidden="true" size={15} />}
        shortcut={<ShortcutKeys keys={SHORTCUTS.sheet.keys} />}
        onSelect={() => openShortcutSheet(true)}
      >
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden="true" size={15} />} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
