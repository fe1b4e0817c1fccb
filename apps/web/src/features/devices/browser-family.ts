/** Browsers that are told apart because each hides the permission for camera and microphone in another place. */
export type BrowserFamily = 'chromium' | 'firefox' | 'safari' | 'ios' | 'other';

/** Guesses the browser from its user agent. On iOS all browsers are Safari underneath; iPads pose as Macs with touch. */
export function browserFamily(userAgent: string, maxTouchPoints: number): BrowserFamily {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Macintosh/.test(userAgent) && maxTouchPoints > 1) return 'ios';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chromium';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
