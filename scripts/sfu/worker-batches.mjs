/** What a source file defines for itself alone, as mediasoup and libwebrtc write it. A name too many does no harm. */
const definitions = [
  // static constexpr size_t MaxTuples{ 8 };   inline static void onClose(uv_handle_t* handle)
  /^\t{0,3}(?=[^\n({=;]*\bstatic\b)[^\n({=;[]*?\b(\w+)\s*[({=;[]/gm,
  // constexpr double kMaxLoss = 0.1;   const char kFieldTrial[] = "…";
  /^(?:constexpr|const)\b[^\n({=;[]*?\b(\w+)\s*[({=;[]/gm,
  // bool ReadFactor(const std::string& text) {   but no member such as Foo::Bar(…)
  /^[A-Za-z][^\n({=;]*?(?<!::)\b(\w+)\(/gm,
];

/**
 * Groups source files that one run of the compiler takes together (a "unity build"): they are small, their headers are
 * large, and it is the headers that take the time. Two files that give one name to things of their own stay apart: they
 * would clash or, worse, one would silently use what the other means.
 * @param {{ path: string, text: string }[]} files
 * @param {number} maxBytes of the files of one batch, headers not counted
 * @returns {string[][]} the paths of each batch
 */
export function batchesOf(files, maxBytes) {
  /** @type {{ paths: string[], names: Set<string>, bytes: number }[]} */
  const batches = [];
  for (const { path, text } of files) {
    const names = ownNames(text);
    let batch = batches.find((candidate) => fits(candidate, names, maxBytes - text.length));
    if (batch === undefined) {
      batch = { paths: [], names: new Set(), bytes: 0 };
      batches.push(batch);
    }
    batch.paths.push(path);
    batch.bytes += text.length;
    for (const name of names) batch.names.add(name);
  }
  return batches.map(({ paths }) => paths);
}

function fits(batch, names, bytesLeft) {
  return batch.bytes <= bytesLeft && !names.some((name) => batch.names.has(name));
}

function ownNames(text) {
  return definitions.flatMap((definition) => [...text.matchAll(definition)].map((match) => match[1] ?? ''));
}
