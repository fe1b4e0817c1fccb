import { Hand } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { toggleHand } from '../../session/meeting-actions.ts';
import { useSelf } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';

export function HandButton() {
  const text = useText().meeting.controls;
  const raised = (useSelf()?.handRaisedAt ?? null) !== null;
  return (
    <IconButton
      label={raised ? text.lowerHand : text.raiseHand}
      icon={<Hand size={22} aria-hidden="true" />}
      tone={raised ? 'active' : 'raised'}
      size="large"
      onClick={toggleHand}
    />
  );
}
