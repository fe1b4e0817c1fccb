import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';

const executablePath = findChromium();

/** Lets a browser find its way to a relay on a machine that may have no network but loopback. */
export const loopbackBrowser = {
  args: [...chromiumArgs, '--allow-loopback-in-peer-connection'],
  ...(executablePath ? { executablePath } : {}),
};

/** Opens coturn to the relays of a test, which are its own addresses on loopback. Everything else stays refused. */
export const loopbackPeers = ['--allow-loopback-peers', '--allowed-peer-ip=127.0.0.1'];
