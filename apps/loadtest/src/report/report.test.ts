import { describe, expect, it } from 'vitest';
import { pageOf } from './page.ts';
import { figure } from './plot.ts';
import { sampleReport } from './report-fixture.ts';
import { summaryOf } from './summary.ts';

describe('reportOf', () => {
  it('sums up what was measured', () => {
    const report = sampleReport();
    expect(report.counts).toEqual({ due: 33, joined: 30 });
    expect(report.missing).toBe(3);
    expect(report.latencies.join).toMatchObject({ count: 20, max: 100 });
    expect(report.peak).toEqual({ connections: 20, inside: 20 });
    expect(report.generator).toEqual({ bytesPerBot: null, busiestCpuShare: 0.4, bottleneck: null });
    expect(report.intervals.map(({ servers }) => servers[0]?.cpuShare ?? null)).toEqual([null, 0.5, 0.5]);
  });

  it('tells what a bot takes where there were enough of them', () => {
    expect(sampleReport({ bots: 1000 }).generator.bytesPerBot).toBe(10_000);
  });

  it('says where the generator was the bottleneck', () => {
    expect(sampleReport({ lateMs: 200 }).generator.bottleneck).toContain('200 ms late');
    expect(sampleReport({ cpuShare: 0.97 }).generator.bottleneck).toContain('97 % of a core');
  });
});

describe('pageOf', () => {
  it('tells what came of media, where there was any', () => {
    const came = '3 of 6 connections came up; 300 packets sent, 270 received, 10 % lost';
    const page = pageOf(sampleReport({ packets: 100 }));
    expect(page).toContain('<dt>packets lost, media in a mesh</dt><dd>10 %</dd>');
    expect(page).toContain('Packets a second, media in a mesh');
    expect(page).not.toMatch(/by a node|media workers/);
    expect(summaryOf(sampleReport({ packets: 100 }), 'folder')).toContain(`media in a mesh: ${came}`);
    expect(pageOf(sampleReport())).not.toContain('packets');
  });

  it('tells of media by a node apart, and what its workers took', () => {
    const report = sampleReport({ packets: 100, ways: ['mesh', 'node'] });
    const came = '3 of 6 connections came up; 300 packets sent, 270 received, 10 % lost';
    for (const text of ['packets lost, media by a node', 'Packets a second, media by a node', `>${came}<`]) {
      expect(pageOf(report)).toContain(text);
    }
    expect(pageOf(report)).toContain('CPU of the media workers');
    const summary = summaryOf(report, 'folder');
    expect(summary).toContain(`media in a mesh: ${came}\nmedia by a node: ${came}\n`);
    expect(summary).toContain('0 put off; media workers 25 % of a core');
  });

  it('says first whether all went well', () => {
    expect(pageOf(sampleReport({ error: 'socket: refused' }))).toContain('class="verdict bad"');
    expect(pageOf(sampleReport())).toContain('class="verdict bad"');
    expect(pageOf({ ...sampleReport(), missing: 0 })).toContain('class="verdict good"');
  });

  it('needs nothing from elsewhere, and runs nothing', () => {
    const page = pageOf(sampleReport());
    expect(page).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=|url\(|@import|https?:/i);
  });

  it('has a table with the numbers of each plot, which are read out by their titles', () => {
    const page = pageOf(sampleReport());
    const figures = page.split('<figure>').slice(1);
    expect(figures.length).toBeGreaterThanOrEqual(9);
    for (const each of figures) {
      expect(each).toMatch(/<svg [^>]*role="img" aria-label="[^"]+"/);
      expect(each).toMatch(/<details><summary>[^<]+: the numbers<\/summary>.*<th scope="row">0<\/th>/);
    }
    const joins = figures.find((each) => each.includes('Join: from'));
    expect(joins).toContain('<tr><th scope="row">1</th><td>–</td><td>–</td><td>–</td><td>–</td></tr>');
  });

  it('shows what names and errors say, and never runs it', () => {
    const page = pageOf(sampleReport({ error: '<script>alert("x")</script>' }));
    expect(page).toContain('hub &lt;1&gt;');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page).toContain('There were errors');
    expect(page).toContain('3 times, someone who was to come in or back had not by the end.');
    expect(pageOf(sampleReport())).toContain('There was no error.');
  });
});

describe('figure', () => {
  const draw = (values: (number | null)[], isLogarithmic = false) =>
    figure({ title: 'T', unit: 'ms', times: values.map((_, at) => at), lines: [{ name: 'a', values }], isLogarithmic });
  const pathOf = (html: string) => /class="line line-0" stroke-dasharray="none" d="(M6[^"]*)"/.exec(html)?.[1];

  it('draws values to their places, and leaves a gap where nothing is known', () => {
    expect(pathOf(draw([0, 10, null, 5, 10]))).toBe('M64.0 224.0L235.0 12.0M577.0 118.0L748.0 12.0');
  });

  it('draws a point that stands alone', () => {
    expect(pathOf(draw([10, null]))).toBe('M64.0 12.0h0.1');
  });

  it('draws powers of ten at equal distances', () => {
    expect(pathOf(draw([1, 10, 100], true))).toBe('M64.0 224.0L406.0 118.0L748.0 12.0');
  });

  it('draws nothing but numbers, whatever there is', () => {
    for (const values of [[], [0], [null], [0, 0, 0], [1e-7, 1e9], [Number.MAX_SAFE_INTEGER]]) {
      for (const isLogarithmic of [false, true]) expect(draw(values, isLogarithmic)).not.toMatch(/NaN|Infinity/);
    }
  });
});

it('sums up in plain lines what a person waits for', () => {
  const summary = summaryOf(sampleReport({ error: 'closed: roomFull' }), 'out');
  expect(summary).toContain('join-storm: done after 3.0 s');
  expect(summary).toMatch(/join\s+20\s+50\.\d\s+90\.\d\s+100\.0\s+100\.0/);
  expect(summary).toContain('errors: closed: roomFull 3');
  expect(summary).toContain('hub <1>: at most 50 % of a core, 95 MiB, lag p99 3 ms; 0 put off');
  expect(summary).toContain('report: out/report.html');
});
