import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRepo } from '../paths.mjs';
import { copySources } from './worker-sources.mjs';

const installed = inRepo('node_modules/mediasoup/worker');
const dtls = 'src/RTC/DtlsTransport.cpp';
const header = 'include/RTC/Codecs/DependencyDescriptor.hpp';

const lists = ['meson.build', 'deps/libwebrtc/meson.build'];

describe('copySources', { timeout: 20_000 }, () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'worker-sources-'));
    mkdirSync(join(folder, 'changed/fbs'), { recursive: true });
    for (const file of [...lists, dtls, header]) cpSync(join(installed, file), join(folder, 'changed', file));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function change(file, from, to) {
    const path = join(folder, 'changed', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  }

  const copyChanged = () => copySources(join(folder, 'changed'), join(folder, 'copy'));

  it('mends the answer to OpenSSL in the copy, and leaves the package as it is', () => {
    const before = readFileSync(join(installed, dtls), 'utf8');
    const { together, alone } = copySources(installed, join(folder, 'copy'));
    const after = readFileSync(join(folder, 'copy', dtls), 'utf8');
    expect(after).toContain('= ((operationType & BIO_CB_RETURN) != 0) ? static_cast<long>(ret) : 1;');
    expect(readFileSync(join(installed, dtls), 'utf8')).toBe(before);
    expect(together[0]).toContain(dtls);
    const all = [...together.flat(), ...alone];
    expect(all).toContain('src/main.cpp');
    expect(all.filter((path) => !existsSync(join(folder, 'copy', path)))).toEqual([]);
  });

  it.each([
    ['lacks the place', 'isReturn(operationType)', 0],
    ['has it twice', '(operationType == BIO_CB_RETURN) || (operationType == BIO_CB_RETURN)', 2],
  ])('refuses a source that %s, instead of building something else', (_case, replacement, times) => {
    change(dtls, '(operationType == BIO_CB_RETURN)', replacement);
    expect(copyChanged).toThrow(
      `are not those that scripts/sfu/worker-sources.mjs knows: ${dtls} holds "(operationType == BIO_CB_RETURN)" ${times}`,
    );
  });

  it('refuses a list of files in another form', () => {
    change('meson.build', 'common_sources = [', 'common_sources = files(');
    expect(copyChanged).toThrow('meson.build has no list common_sources');
  });
});
