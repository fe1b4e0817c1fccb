import type { Page, Request } from '@playwright/test';

/** All that a page sends from now on: requests with address, headers and body, and frames of its WebSockets. */
export function watchTraffic(page: Page): { readonly sent: string[] } {
  const sent: string[] = [];
  page.on('request', (request) => void record(request, sent));
  page.on('websocket', (socket) => {
    sent.push(`socket ${socket.url()}`);
    socket.on('framesent', ({ payload }) => sent.push(`frame ${payload.toString()}`));
  });
  return { sent };
}

async function record(request: Request, sent: string[]): Promise<void> {
  const entry = [request.method(), addressOf(request), request.postData() ?? ''];
  sent.push([...entry, JSON.stringify(request.headers())].join(' '));
  // With what the network stack adds, the referrer among it. A page that is gone tells no more.
  const headers = await request.allHeaders().catch(() => ({}));
  sent.push([...entry, JSON.stringify(headers)].join(' '));
}

/** Browsers keep the fragment of a page's address to themselves (RFC 9110, section 7.1); the request event shows it. */
function addressOf(request: Request): string {
  const url = request.url();
  return request.isNavigationRequest() ? (url.split('#')[0] as string) : url;
}
