import { describe, expect, it } from 'vitest';
import { run, tail } from './run.mjs';

const node = (code, options) => run(process.execPath, ['-e', code], options);

describe('run', () => {
  it('collects both outputs and the exit code', async () => {
    const result = await node('console.log("a"); console.error("b"); process.exitCode = 3');
    expect(result).toMatchObject({ ok: false, code: 3, timedOut: false });
    expect(result.output).toContain('a\n');
    expect(result.output).toContain('b\n');
  });

  it('ends a program that takes too long, with what it started', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' })`;
    const result = await node(`${child}; setInterval(() => {}, 1e6)`, { timeoutMs: 300 });
    expect(result).toMatchObject({ ok: false, timedOut: true, signal: 'SIGKILL' });
  });

  it('rejects for a program that is not there', async () => {
    await expect(run('/nonexistent/program', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('tail', () => {
  it('keeps the last lines', () => expect(tail('a\nb\nc\n\n', 2)).toBe('b\nc'));
});
