import type { ConnectionId } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import { statistics } from './call-fixtures.ts';
import { LinkJudge } from './link-quality.ts';
import type { RemoteMedia } from './session-state.ts';

const [ann, ben] = ['ann', 'ben'] as ConnectionId[] as [ConnectionId, ConnectionId];
const of = (id: ConnectionId): [ConnectionId, RemoteMedia] => [
  id,
  { tracks: { microphone: { id: `${id}-voice` } as MediaStreamTrack }, status: 'connected' },
];
const remote = new Map([of(ann), of(ben)]);

/** What comes from people between two looks. */
interface Stretch {
  packets?: number;
  lost?: number;
  samples?: number;
  concealed?: number;
  silent?: number;
}

/** A call whose counters grow from look to look. */
function call(people: readonly ConnectionId[] = [ann]) {
  const judge = new LinkJudge();
  const sums = new Map(people.map((id) => [id, { packets: 1000, lost: 900, samples: 0, concealed: 0, silent: 0 }]));
  const received = (id: ConnectionId, stretch: Stretch) => {
    const sum = sums.get(id);
    if (!sum) throw new Error(`nothing comes from ${id}`);
    for (const [name, more] of Object.entries(stretch)) sum[name as keyof Stretch] += more;
    return {
      trackIdentifier: `${id}-voice`,
      packetsReceived: sum.packets,
      packetsLost: sum.lost,
      totalSamplesReceived: sum.samples,
      concealedSamples: sum.concealed,
      silentConcealedSamples: sum.silent,
    };
  };
  const look = (stretches: Partial<Record<string, Stretch>>) => {
    const found = people.map((id) => received(id, stretches[id] ?? {}));
    judge.take([statistics({ received: found })], remote);
    return judge.qualities;
  };
  look({});
  return { judge, look };
}

const fine = { packets: 200 };
const lossy = { packets: 180, lost: 20 };
const broken = { packets: 100, lost: 100 };

describe('what comes from someone', () => {
  it('is told when two looks in a row agree, to the worse as to the better', () => {
    const { look } = call();
    expect(look({ ann: lossy }).others.get(ann)).toBe('good');
    expect(look({ ann: lossy }).others.get(ann)).toBe('weak');
    expect(look({ ann: broken }).others.get(ann)).toBe('weak');
    expect(look({ ann: broken }).others.get(ann)).toBe('bad');
    expect(look({ ann: fine }).others.get(ann)).toBe('bad');
    expect(look({ ann: fine }).others.get(ann)).toBe('good');
  });

  it('is not told of one bad look, nor of what was before the first', () => {
    const { look } = call();
    for (const stretch of [fine, broken, fine, broken, fine]) {
      expect(look({ ann: stretch }).others.get(ann)).toBe('good');
    }
  });

  it('stays as it was while too little comes to tell', () => {
    const { look } = call();
    look({ ann: broken });
    look({ ann: broken });
    expect(look({ ann: { packets: 3 } }).others.get(ann)).toBe('bad');
    expect(look({}).others.get(ann)).toBe('bad');
  });

  it('is bad where what is played is made up, and not where that is silence', () => {
    const { look } = call();
    const made = { packets: 200, samples: 48_000, concealed: 24_000 };
    look({ ann: { ...made, silent: 24_000 } });
    expect(look({ ann: { ...made, silent: 24_000 } }).others.get(ann)).toBe('good');
    look({ ann: made });
    expect(look({ ann: made }).others.get(ann)).toBe('bad');
  });

  it('tells nothing of who sends nothing, and forgets who left', () => {
    const { judge, look } = call();
    look({ ann: lossy });
    expect([...look({ ann: lossy }).others]).toEqual([[ann, 'weak']]);
    expect(judge.take([], new Map())).toBe(true);
    expect(judge.qualities.others.size).toBe(0);
  });
});

describe('the own link', () => {
  const reports = (...connections: object[][]) => {
    const judge = new LinkJudge();
    for (const timestamp of [1, 2]) {
      const found = connections.map((reported, index) =>
        statistics({ id: `c${index}`, reported: reported.map((each) => ({ timestamp, ...each })) }),
      );
      judge.take(found, remote);
    }
    return judge.qualities.own;
  };

  it.each([
    ['good', { fractionLost: 0.02, roundTripTime: 0.1 }],
    ['weak', { fractionLost: 0.08, roundTripTime: 0.1 }],
    ['weak', { roundTripTime: 0.6 }],
    ['bad', { fractionLost: 0.3 }],
    ['bad', { roundTripTime: 2 }],
  ])('is %s where a receiver reports %o', (quality, report) => {
    expect(reports([report])).toBe(quality);
  });

  it('is as the best receiver has it: what is bad for one of several is theirs', () => {
    expect(reports([{ fractionLost: 0.3 }], [{ fractionLost: 0 }])).toBe('good');
    expect(reports([{ fractionLost: 0.3 }], [{ fractionLost: 0.1 }, { fractionLost: 0 }])).toBe('weak');
  });

  it('is not judged twice by one report', () => {
    const judge = new LinkJudge();
    const found = [statistics({ reported: [{ timestamp: 1, fractionLost: 0.5 }] })];
    for (let look = 0; look < 5; look += 1) judge.take(found, remote);
    expect(judge.qualities.own).toBe('good');
  });

  it('is bad where what comes from everyone is, of several', () => {
    const two = call([ann, ben]);
    two.look({ ann: broken, ben: lossy });
    expect(two.look({ ann: broken, ben: lossy }).own).toBe('weak');
    const one = call();
    one.look({ ann: broken });
    expect(one.look({ ann: broken }).own).toBe('good');
  });

  it('says that something is different only where it is', () => {
    const judge = new LinkJudge();
    const before = judge.qualities;
    expect(judge.take([], remote)).toBe(false);
    expect(judge.qualities).toBe(before);
  });
});
