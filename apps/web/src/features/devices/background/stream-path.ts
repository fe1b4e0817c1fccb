import type { Frame } from './blur-messages.ts';
import type { FramePath } from './frame-path.ts';

/**
 * Tracks as streams of frames (W3C MediaStreamTrack Insertable Media Processing), as Chromium has them on pages. They
 * flow in hidden tabs too.
 */
interface TrackStreams {
  MediaStreamTrackProcessor: new (init: {
    track: MediaStreamTrack;
    maxBufferSize: number;
  }) => { readable: ReadableStream<VideoFrame> };
  MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

function hasStreams(page: object): page is TrackStreams {
  return 'MediaStreamTrackProcessor' in page && 'MediaStreamTrackGenerator' in page;
}

/** Null in browsers that have no such streams. */
export function streamPath(source: MediaStreamTrack, page: object = globalThis): FramePath | null {
  if (!hasStreams(page)) return null;
  const track = new page.MediaStreamTrackGenerator({ kind: 'video' });
  // What comes while a frame is in work replaces what waits.
  const reader = new page.MediaStreamTrackProcessor({ track: source, maxBufferSize: 1 }).readable.getReader();
  const writer = track.writable.getWriter();
  return {
    track,
    next: async () => (await reader.read()).value ?? null,
    show: (frame: Frame) => writer.write(frame as VideoFrame),
    close: () => {
      reader.cancel().catch(ignore);
      writer.abort().catch(ignore);
      track.stop();
    },
  };
}

function ignore(): void {}
