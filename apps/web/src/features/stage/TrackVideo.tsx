import { useEffect, useRef } from 'react';

/** Shows a video track, silently: sound has elements of its own that outlive any change of the layout. */
export function TrackVideo({ track, className }: { track: MediaStreamTrack; className: string }) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    video.srcObject = new MediaStream([track]);
    // A muted video may always play; it rejects only when the element is gone before it starts.
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return <video ref={ref} autoPlay playsInline muted className={className} />;
}
