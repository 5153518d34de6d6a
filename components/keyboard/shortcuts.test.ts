import { expect, test } from 'vitest'
import { isShortcut, keyCaps, SHORTCUTS, type ShortcutName } from './shortcuts.ts'

const press = (key: string, held: { ctrl?: true; meta?: true; shift?: true; alt?: true } = {}) => ({
  key,
  ctrlKey: held.ctrl ?? false,
  metaKey: held.meta ?? false,
  shiftKey: held.shift ?? false,
  altKey: held.alt ?? false,
})

test('no two shortcuts have the same keys', () => {
  const keys = Object.values(SHORTCUTS).map((shortcut) => shortcut.keys.toLowerCase())
  expect(new Set(keys).size).toBe(keys.length)
})

test('keys are written as they stand on the keyboard of the machine', () => {
  expect(keyCaps(SHORTCUTS.moveUp.keys, false)).toEqual(['Ctrl', '⇧', '↑'])
  expect(keyCaps(SHORTCUTS.codeBlock.keys, true)).toEqual(['⌘', '⌥', 'C'])
  expect(keyCaps(SHORTCUTS.sidebar.keys, false)).toEqual(['Ctrl', '\\'])
  expect(keyCaps(SHORTCUTS.blockMenu.keys, false)).toEqual(['Ctrl', '/'])
  expect(keyCaps(SHORTCUTS.leave.keys, true)).toEqual(['Esc'])
  expect(keyCaps('Mod--', false)).toEqual(['Ctrl', '-'])
})

test('a shortcut is answered with Ctrl and with Cmd, whatever Caps Lock does to the letter', () => {
  expect(isShortcut(press('s', { ctrl: true }), 'saved')).toBe(true)
  expect(isShortcut(press('S', { meta: true }), 'saved')).toBe(true)
})

test.each([
  ['without its modifier', press('s')],
  ['with one more', press('s', { ctrl: true, alt: true })],
  ['with Shift, which is another shortcut', press('s', { ctrl: true, shift: true })],
  ['on another key', press('d', { ctrl: true })],
])('a press %s is not the shortcut', (_how, event) => {
  expect(isShortcut(event, 'saved')).toBe(false)
})

test('a sign counts however the keyboard makes it, but not as part of another shortcut', () => {
  expect(isShortcut(press('?', { shift: true }), 'sheet')).toBe(true)
  expect(isShortcut(press('?'), 'sheet')).toBe(true)
  expect(isShortcut(press('?', { ctrl: true, shift: true }), 'sheet')).toBe(false)
})

test('each shortcut answers to the press that its own keys describe', () => {
  for (const [name, { keys }] of Object.entries(SHORTCUTS) as [ShortcutName, { keys: string }][]) {
    const held = {
      ...(keys.includes('Mod-') && { ctrl: true as const }),
      ...(keys.includes('Shift-') && { shift: true as const }),
      ...(keys.includes('Alt-') && { alt: true as const }),
    }
    const key = keys.replace(/^(?:(?:Mod|Shift|Alt)-)+(?=.)/, '')
    expect(isShortcut(press(key, held), name), name).toBe(true)
  }
})
