import type { RoomCode } from '@cline-meet/protocol';

export function RoomPage({ code }: { code: RoomCode }) {
  return <main>{code}</main>;
}
