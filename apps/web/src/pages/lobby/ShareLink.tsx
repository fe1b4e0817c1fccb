import type { RoomCode } from '@cline-meet/protocol';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { type RoomKey, roomPath } from '../../session/room-key.ts';
import { Button } from '../../ui/Button.tsx';
import { announce } from '../../ui/LiveRegion.tsx';

/** The room's link, to send to others; of an encrypted room with its key. */
export function ShareLink({ code, roomKey }: { code: RoomCode; roomKey: RoomKey | null }) {
  const { common, lobby } = useText();
  const [copy, setCopy] = useState<'idle' | 'copied' | 'failed'>('idle');
  const link = `${location.origin}${roomPath(code, roomKey)}`;
  const copyLink = async () => {
    try {
      // Not there on insecure origins, which throws as well.
      await navigator.clipboard.writeText(link);
      setCopy('copied');
      announce(common.linkCopied);
    } catch {
      setCopy('failed');
    }
  };
  return (
    <section
      aria-labelledby="share-link"
      className="flex flex-col gap-2 rounded-control border border-line bg-surface p-4 text-sm"
    >
      <h2 id="share-link" className="font-medium">
        {lobby.shareTitle}
      </h2>
      <p className="select-all break-all text-ink-soft">{link}</p>
      {roomKey && <p className="text-pretty text-ink-soft">{lobby.shareEncrypted}</p>}
      <Button
        icon={copy === 'copied' ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
        onClick={() => void copyLink()}
      >
        {copy === 'copied' ? common.linkCopied : common.copyLink}
      </Button>
      {copy === 'failed' && (
        <p role="alert" className="text-danger-ink">
          {common.copyFailed}
        </p>
      )}
    </section>
  );
}
