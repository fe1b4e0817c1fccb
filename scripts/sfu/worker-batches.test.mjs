import { describe, expect, it } from 'vitest';
import { batchesOf } from './worker-batches.mjs';

const file = (path, text) => ({ path, text });

describe('batchesOf', () => {
  it('takes together what has nothing in common', () => {
    const files = [file('a', 'static size_t One{ 1u };'), file('b', 'static size_t Two{ 2u };'), file('c', '')];
    expect(batchesOf(files, 1000)).toEqual([['a', 'b', 'c']]);
  });

  it('stays within the size, but for a file that is larger by itself', () => {
    const files = [file('a', ' '.repeat(60)), file('b', ' '.repeat(60)), file('c', ' '.repeat(300)), file('d', '1234')];
    expect(batchesOf(files, 100)).toEqual([['a', 'd'], ['b'], ['c']]);
  });

  it.each([
    ['a constant', '\tstatic constexpr size_t Size{ 30u };', 'static const int Size = 2;'],
    ['a buffer', '\tthread_local static uint8_t Size[10];', 'static std::mutex Size;'],
    ['a function', 'inline static void onRead(uv_stream_t* s) {', 'static void onRead(uv_stream_t* s, int n) {'],
    ['a constant of an unnamed namespace', 'constexpr double kLimit = 0.1;', 'const char kLimit[] = "x";'],
    ['a function of an unnamed namespace', 'bool Read(const std::string& s) {', 'double Read(int n) {'],
    ['names at two depths', 'static std::mutex Lock;', 'namespace A\n{\n\tnamespace B\n\t{\n\t\tstatic int Lock;'],
  ])('keeps apart two that name the same: %s', (_case, one, other) => {
    expect(batchesOf([file('a', one), file('b', other)], 1000)).toEqual([['a'], ['b']]);
  });

  it('does not mistake members of classes for names of the file', () => {
    const files = [file('a', 'void One::close(int n) {'), file('b', 'void Two::close(int n) {')];
    expect(batchesOf(files, 1000)).toEqual([['a', 'b']]);
  });
});
