import { useEffect, useRef } from 'react';

/** What a track may take to its first picture before it is shown without one. */
const PATIENCE_MS = 2000;

/**
 * Shows a video track, silently: sound has elements of its own that outlive any change of the layout. Where the track
 * changes, the former picture stays until the next one has come, so that the tile is never empty in between.
 */
export function TrackVideo({ track, className }: { track: MediaStreamTrack; className: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = ref.current;
    if (!place) return;
    const video = playing(track);
    const show = () => {
      if (video.parentNode !== place) leaveOnly(place, video);
    };
    if (place.childElementCount === 0) show();
    video.addEventListener('loadeddata', show);
    const timer = setTimeout(show, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      video.removeEventListener('loadeddata', show);
      // One that is shown goes when the next one comes.
      if (!video.isConnected) video.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    const place = ref.current;
    return () => {
      if (place) leaveOnly(place);
    };
  }, []);
  return <div ref={ref} className={`${className} *:size-full *:[object-fit:inherit]`} />;
}

function playing(track: MediaStreamTrack): HTMLVideoElement {
  const video = document.createElement('video');
  Object.assign(video, { autoplay: true, playsInline: true, muted: true, srcObject: new MediaStream([track]) });
  // A muted video may always play; it rejects only when it is gone before it starts.
  video.play().catch(() => undefined);
  return video;
}

/** Those that go give up their streams, which browsers would go on to decode. */
function leaveOnly(place: HTMLElement, ...videos: HTMLVideoElement[]): void {
  for (const video of place.querySelectorAll('video')) if (!videos.includes(video)) video.srcObject = null;
  place.replaceChildren(...videos);
}
