import type { Frame } from './blur-messages.ts';
import type { FramePath } from './frame-path.ts';

const FRAME_MS = 1000 / 30;

/** `wait` must keep its pace in hidden tabs, where a page's own timers and the callbacks of a video don't. */
export function canvasPath(source: MediaStreamTrack, wait: (ms: number) => Promise<void>): FramePath {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([source]) });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) throw new Error('no canvas to capture');
  const started = video.play();
  let isOpen = true;
  let lastTime = -1;
  return {
    track,
    async next() {
      await started;
      while (isOpen && source.readyState === 'live') {
        await wait(FRAME_MS);
        if (!isOpen || video.currentTime === lastTime || video.videoWidth === 0) continue;
        lastTime = video.currentTime;
        return createImageBitmap(video);
      }
      return null;
    },
    async show(frame: Frame) {
      const { width, height } = frame as ImageBitmap;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      context.drawImage(frame, 0, 0);
      frame.close();
    },
    close() {
      isOpen = false;
      video.srcObject = null;
      track.stop();
    },
  };
}
