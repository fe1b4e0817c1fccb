/**
 * Whether a WebSocket may be opened by a page of this origin (RFC 6455, section 10.2): our own pages may, whether the
 * host is the one that the request names or the public one. Programs, which send no origin, may too: they have no
 * cookies to be abused, and need a ticket like everyone.
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
