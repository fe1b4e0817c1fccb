import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../expected-error.mjs';

/** What must change in mediasoup's sources, each in a place that occurs once. */
const edits = [
  {
    // The callback of the outgoing DTLS buffer answers 1 to each "after" call instead of passing the result on: it looks
    // for BIO_CB_RETURN alone, but OpenSSL combines it with the operation. An OpenSSL with kernel TLS, such as Debian's,
    // asks the buffer whether the kernel encrypts, takes the 1 for a yes, allocates no record buffer and crashes on it.
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
  },
  {
    // The one header without it; files that are compiled together include it twice.
    file: 'include/RTC/Codecs/DependencyDescriptor.hpp',
    from: '#include "common.hpp"',
    to: '#pragma once\n#include "common.hpp"',
  },
];

const parts = ['src', 'include', 'fbs', 'deps', 'meson.build'];

/** Files to compile by themselves: this one specializes templates that others, in one run with it, would use first. */
const loners = new Set(['src/RTC/RTCP/Feedback.cpp']);

/** Copies what the worker is made of, with our edits, and says what there is to compile. */
export function copySources(from, to) {
  for (const part of parts) cpSync(join(from, part), join(to, part), { recursive: true });
  for (const edit of edits) applyEdit(to, edit);
  const own = [...listIn(to, 'meson.build', 'common_sources'), 'src/main.cpp'].filter(isUsed);
  const webrtc = listIn(to, 'deps/libwebrtc/meson.build', 'libwebrtc_sources').map((path) => `deps/libwebrtc/${path}`);
  return {
    together: [own.filter((path) => !loners.has(path)), webrtc],
    alone: own.filter((path) => loners.has(path)),
  };
}

/** mediasoup's SCTP stack of its own is unfinished and switched off; the worker uses usrsctp. */
function isUsed(path) {
  return !path.startsWith('src/RTC/SCTP/');
}

function applyEdit(folder, { file, from, to }) {
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) throw mismatch(`${file} holds "${from}" ${parts.length - 1} times`);
  writeFileSync(path, parts.join(to));
}

/** The files that a Meson file lists under `name`. */
function listIn(folder, file, name) {
  const text = readFileSync(join(folder, file), 'utf8');
  const list = new RegExp(`^${name} = \\[([^\\]]*)\\]`, 'm').exec(text)?.[1];
  if (list === undefined) throw mismatch(`${file} has no list ${name}`);
  return [...list.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}

function mismatch(what) {
  return new ExpectedError(`mediasoup's sources are not those that scripts/sfu/worker-sources.mjs knows: ${what}.`);
}
