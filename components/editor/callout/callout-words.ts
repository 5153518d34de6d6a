import {
  CircleCheck,
  CircleHelp,
  Clock,
  Flag,
  Heart,
  Info,
  Lightbulb,
  Lock,
  type LucideIcon,
  OctagonAlert,
  Pin,
  Star,
  TriangleAlert,
} from 'lucide-react'
import type { CalloutKind } from '#server/contracts/callout-kinds.ts'
import type { CalloutIcon } from '#server/document-model/callout-node.ts'

export const KIND_LABELS: Record<CalloutKind, string> = {
  note: 'Note',
  tip: 'Tip',
  warning: 'Warning',
  danger: 'Danger',
}

/** The sign of a kind for which none was chosen. */
export const KIND_ICONS: Record<CalloutKind, CalloutIcon> = {
  note: 'info',
  tip: 'idea',
  warning: 'warning',
  danger: 'danger',
}

export const ICONS: Record<CalloutIcon, { label: string; icon: LucideIcon }> = {
  info: { label: 'Information', icon: Info },
  idea: { label: 'Idea', icon: Lightbulb },
  warning: { label: 'Warning', icon: TriangleAlert },
  danger: { label: 'Danger', icon: OctagonAlert },
  star: { label: 'Star', icon: Star },
  check: { label: 'Check', icon: CircleCheck },
  question: { label: 'Question', icon: CircleHelp },
  pin: { label: 'Pin', icon: Pin },
  flag: { label: 'Flag', icon: Flag },
  heart: { label: 'Heart', icon: Heart },
  time: { label: 'Clock', icon: Clock },
  lock: { label: 'Lock', icon: Lock },
}
