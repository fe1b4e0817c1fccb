import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRepo } from '../paths.mjs';
import { copySources } from './worker-sources.mjs';

const installed = inRepo('node_modules/mediasoup/worker');
const dtls = 'src/RTC/DtlsTransport.cpp';

describe('copySources', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'worker-sources-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('mends the answer to OpenSSL in the copy, and leaves the package as it is', () => {
    const before = readFileSync(join(installed, dtls), 'utf8');
    const { together, alone } = copySources(installed, join(folder, 'copy'));
    const after = readFileSync(join(folder, 'copy', dtls), 'utf8');
    expect(after).toContain('long resultOfcallback = ((operationType & BIO_CB_RETURN) != 0) ? static_cast<long>(ret) : 1;');
    expect(readFileSync(join(installed, dtls), 'utf8')).toBe(before);
    expect(together[0]).toContain(dtls);
    expect([...together.flat(), ...alone]).toContain('src/main.cpp');
  });

  it.each([
    ['lacks the place', (text) => text.replace('operationType == BIO_CB_RETURN', 'isReturn(operationType)'), 0],
    ['has it twice', (text) => `${text}// (operationType == BIO_CB_RETURN)`, 2],
  ])('refuses a source that %s, instead of building something else', (_case, change, times) => {
    const changed = join(folder, 'changed');
    cpSync(installed, changed, { recursive: true });
    writeFileSync(join(changed, dtls), change(readFileSync(join(installed, dtls), 'utf8')));
    expect(() => copySources(changed, join(folder, 'copy'))).toThrow(
      `are not those that scripts/sfu/worker-sources.mjs knows: ${dtls} holds "(operationType == BIO_CB_RETURN)" ${times}`,
    );
  });

  it('refuses a list of files in another form', () => {
    const changed = join(folder, 'changed');
    cpSync(installed, changed, { recursive: true });
    const meson = join(changed, 'meson.build');
    writeFileSync(meson, readFileSync(meson, 'utf8').replace('common_sources = [', 'common_sources = files('));
    expect(() => copySources(changed, join(folder, 'copy'))).toThrow('meson.build has no list common_sources');
  });
});
