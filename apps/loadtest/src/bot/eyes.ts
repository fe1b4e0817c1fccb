import type { RoomSession, RoomState, Views } from '@cline-meet/sdk';

/** As many as a page of the grid has, on a screen that is not a phone's. */
const PAGE = 16;
/** Of a picture on such a page, in device pixels. */
const WIDTH = 320;

/** Has a bot see what somebody sees who looks at one page of the others. */
export function lookAtOthers(session: RoomSession): void {
  let seen = '';
  session.subscribe(() => {
    const views = viewsOf(session.state);
    const now = [...views.keys()].join();
    if (now === seen) return;
    seen = now;
    session.show(views);
  });
}

/** The next ones after oneself, so that everybody is seen by as many. */
export function viewsOf({ selfId, participants }: Pick<RoomState, 'selfId' | 'participants'>): Views {
  const self = participants.findIndex(({ connectionId }) => connectionId === selfId);
  const others = [...participants.slice(self + 1), ...participants.slice(0, Math.max(0, self))];
  return new Map(others.slice(0, PAGE).map(({ connectionId }) => [connectionId, { camera: WIDTH }]));
}
