/**
 * Whether a page of this origin (RFC 6454) is our own: its host is the one that the request names, or the public one.
 * Programs, which send no origin, pass too: they carry no cookies that others could abuse.
 */
export function createOriginCheck(publicUrl: string | null) {
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host;
  return (origin: string | undefined, host: string | undefined): boolean => {
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    const originHost = new URL(origin).host;
    return originHost === host || originHost === publicHost;
  };
}
