import { reactionEmojis } from '@cline-meet/protocol';
import { SmilePlus } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { react } from '../../session/meeting-actions.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ToolbarButton, ToolbarPopover } from '../../ui/ToolbarPopover.tsx';

export function ReactionButton() {
  const { controls, reactions } = useText().meeting;
  const trigger = (
    <IconButton label={controls.react} icon={<SmilePlus size={22} aria-hidden="true" />} tone="raised" size="large" />
  );
  return (
    <ToolbarPopover trigger={trigger} label={reactions.label}>
      {reactionEmojis.map((emoji) => (
        <ToolbarButton key={emoji} label={reactions.names[emoji]} icon={emoji} onPress={() => react(emoji)} />
      ))}
    </ToolbarPopover>
  );
}
