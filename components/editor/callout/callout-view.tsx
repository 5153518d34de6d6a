'use client'

import { NodeViewContent, NodeViewWrapper, type ReactNodeViewProps, useEditorState } from '@tiptap/react'
import { CALLOUT_KINDS } from '#server/contracts/callout-kinds.ts'
import {
  CALLOUT_ICONS,
  type CalloutIcon,
  calloutIcon,
  calloutKind,
} from '#server/document-model/callout-node.ts'
import { Menu, MenuChoice, MenuSeparator } from '../../ui/menu.tsx'
import { ICONS, KIND_ICONS, KIND_LABELS } from './callout-words.ts'

/** A note, tip, warning or danger; its sign opens the choice of kind and sign. */
export function CalloutView({ node, editor, updateAttributes }: ReactNodeViewProps) {
  const editable = useEditorState({ editor, selector: ({ editor: current }) => current.isEditable })
  const kind = calloutKind(node.attrs.kind)
  const chosen = calloutIcon(node.attrs.icon) ?? KIND_ICONS[kind]
  const { icon: Icon } = ICONS[chosen]
  const sign = <Icon aria-hidden="true" size={18} />

  // The sign of the kind is not written down, so that it changes with the kind.
  const setIcon = (icon: CalloutIcon) => updateAttributes({ icon: icon === KIND_ICONS[kind] ? null : icon })

  return (
    <NodeViewWrapper as="aside" className="callout" data-kind={kind} aria-label={KIND_LABELS[kind]}>
      <div className="callout-sign" contentEditable={false}>
        {editable ? (
          <Menu
            align="start"
            trigger={
              <button type="button" aria-label={`${KIND_LABELS[kind]}: change its kind or sign`}>
                {sign}
              </button>
            }
          >
            <MenuChoice
              label="Kind"
              value={kind}
              onChange={(next) => updateAttributes({ kind: next })}
              options={CALLOUT_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }))}
            />
            <MenuSeparator />
            <div className="max-h-56 overflow-y-auto">
              <MenuChoice
                label="Sign"
                value={chosen}
                onChange={setIcon}
                options={CALLOUT_ICONS.map((value) => {
                  const { label, icon: One } = ICONS[value]
                  return { value, label, icon: <One aria-hidden="true" size={16} /> }
                })}
              />
            </div>
          </Menu>
        ) : (
          sign
        )}
      </div>
      <NodeViewContent className="callout-content" />
    </NodeViewWrapper>
  )
}
