/**
 * For HEALTHCHECK of the image: exits with 0 where the server is alive. It asks this very machine, so a certificate that
 * the server made for itself is good enough.
 */
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';

const { OPERATOR_PORT, PORT, TLS = 'off' } = process.env;
const ofOperators = Number(OPERATOR_PORT);
const get = ofOperators || TLS === 'off' ? getPlain : getSecure;
const place = {
  host: '127.0.0.1',
  port: ofOperators || PORT,
  path: '/healthz',
  timeout: 3000,
  rejectUnauthorized: false,
};
process.exitCode = 1;
const request = get(place, (answer) => {
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
  answer.resume();
});
request.on('timeout', () => request.destroy());
request.on('error', () => {});
