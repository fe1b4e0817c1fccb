import type { BrowserContext } from '@playwright/test';

/** Draws a person before a wall, and a slide, in the place of what the browser's fake devices show. */
export async function drawCamera(context: BrowserContext, hue: number): Promise<void> {
  await context.addInitScript(replaceDevices, hue);
}

function replaceDevices(hue: number): void {
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);

  mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints?.video) return getUserMedia(constraints);
    const stream = constraints.audio ? await getUserMedia({ audio: constraints.audio }) : new MediaStream();
    stream.addTrack(drawn(drawPerson));
    return stream;
  };
  mediaDevices.getDisplayMedia = async () => new MediaStream([drawn(drawSlide)]);

  function drawn(draw: (context: CanvasRenderingContext2D, now: number) => void): MediaStreamTrack {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 1280, height: 720 });
    const context = canvas.getContext('2d');
    const [track] = canvas.captureStream(15).getVideoTracks();
    if (!context || !track) throw new Error('no canvas');
    const timer = setInterval(() => {
      if (track.readyState === 'ended') clearInterval(timer);
      draw(context, performance.now());
    }, 66);
    return track;
  }

  function drawPerson(context: CanvasRenderingContext2D, now: number): void {
    const sway = 8 * Math.sin(now / 900);
    const wall = context.createLinearGradient(0, 0, 1280, 720);
    wall.addColorStop(0, `hsl(${hue} 35% 74%)`);
    wall.addColorStop(1, `hsl(${hue + 30} 30% 46%)`);
    context.fillStyle = wall;
    context.fillRect(0, 0, 1280, 720);
    ellipse(context, `hsl(${hue + 40} 60% 88% / 60%)`, 1020, 170, 120, 120);
    ellipse(context, `hsl(${hue + 180} 30% 32%)`, 640 + sway / 2, 790, 330, 300);
    ellipse(context, `hsl(25 38% ${42 + (hue % 35)}%)`, 640 + sway, 350, 118, 150);
    ellipse(context, `hsl(${20 + (hue % 20)} 30% 16%)`, 640 + sway, 255, 128, 88);
  }

  function drawSlide(context: CanvasRenderingContext2D, now: number): void {
    context.fillStyle = '#fbfbf8';
    context.fillRect(0, 0, 1280, 720);
    context.fillStyle = '#123b35';
    context.font = '600 64px sans-serif';
    context.fillText('Visitors by month', 90, 140);
    [210, 260, 240, 330, 390, 450].forEach((height, month) => {
      context.fillStyle = month === 5 ? '#0d6b5e' : '#a9cdc4';
      context.fillRect(100 + month * 185, 650 - height, 120, height + Math.sin(now / 1000));
    });
  }

  function ellipse(
    context: CanvasRenderingContext2D,
    fill: string,
    x: number,
    y: number,
    rx: number,
    ry: number,
  ): void {
    context.fillStyle = fill;
    context.beginPath();
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
    context.fill();
  }
}
