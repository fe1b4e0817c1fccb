import type { IceOptions } from 'werift';

const LOOPBACK = '127.0.0.1';

/** Has ICE take no way that leaves this machine. */
export const loopbackOnly = {
  useIpv4: false,
  useIpv6: false,
  additionalHostAddresses: [LOOPBACK],
  interfaceAddresses: { udp4: LOOPBACK },
} satisfies Partial<IceOptions>;
