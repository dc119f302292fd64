/** Requests of several models before one event loop, of which the tests hold the clock. */
import { setImmediate as turnEnd } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Admission, sizeOf, type Ticket } from './admission.ts';

function openAdmission(options = {}) {
  const clock = { ms: 0 };
  const admission = new Admission({ nowMs: () => clock.ms, gradient: { initialLimit: 2, maxLimit: 2 }, ...options });
  return { clock, admission };
}

/** A request that is let in, works for some time and is done. */
async function work(admission: Admission, clock: { ms: number }, model: string, ms: number): Promise<void> {
  admission.refusal(model, 'interactive');
  const ticket = await admission.enter(model, 'few', 'interactive');
  clock.ms += ms;
  ticket.leave(true);
}

describe('Admission', () => {
  it('lets in up to the limit, then as places become free', async () => {
    const { admission } = openAdmission();
    const [a, b] = [admission.enter('m', 'few', 'interactive'), admission.enter('m', 'few', 'interactive')] as Ticket[];
    const third = admission.enter('m', 'few', 'interactive');
    expect(third).toBeInstanceOf(Promise);
    expect(admission.figures()).toMatchObject([{ model: 'm', size: 'few', limit: 2, inFlight: 2, waiting: 1 }]);
    a.leave(true);
    a.leave(true);
    const ticket = await third;
    expect(admission.figures()).toMatchObject([{ inFlight: 2, waiting: 0 }]);
    ticket.leave(true);
    b.leave(true);
    expect(admission.figures()).toMatchObject([{ inFlight: 0 }]);
  });

  it('holds sizes and models apart', () => {
    const { admission } = openAdmission();
    for (const [model, rows] of [
      ['m', 16],
      ['m', 17],
      ['m', 512],
      ['m', 513],
      ['n', 1],
    ] as const) {
      expect(admission.enter(model, sizeOf(rows), 'interactive')).not.toBeInstanceOf(Promise);
    }
    expect(admission.figures().map(({ model, size, inFlight }) => [model, size, inFlight])).toEqual([
      ['m', 'few', 1],
      ['m', 'some', 2],
      ['m', 'many', 1],
      ['n', 'few', 1],
    ]);
  });

  it('says before a request is read that the line is full, to the less urgent first, and counts it', async () => {
    const { admission } = openAdmission({ mostWaiting: 2, maxWaitMs: 10 });
    expect(admission.refusal('m', 'interactive')).toBeUndefined();
    for (let i = 0; i < 2; i++) void admission.enter('m', 'few', 'interactive');
    const waiting = [admission.enter('m', 'few', 'batch'), admission.enter('m', 'few', 'interactive')];
    expect(admission.refusal('m', 'interactive')).toBeUndefined();
    expect(admission.refusal('m', 'batch')).toMatchObject({ code: 'OVERLOADED', http: 503, grpc: 'UNAVAILABLE' });
    expect(admission.refusal('m', 'batch')).toBe(admission.refusal('m', 'batch'));
    const results = await Promise.allSettled(waiting);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(admission.figures()).toMatchObject([{ refused: { full: 3, late: 2, unread: 0 } }]);
  });

  it('answers a burst, and refuses what is read late when one long turn follows another, the less urgent sooner', async () => {
    const { admission, clock } = openAdmission({ maxWaitMs: 50 });
    await work(admission, clock, 'm', 99);
    expect(admission.refusal('m', 'interactive')).toBeUndefined();
    await turnEnd();
    await work(admission, clock, 'm', 50);
    expect(admission.refusal('m', 'interactive')).toBeUndefined();
    expect(admission.refusal('m', 'batch')).toMatchObject({ code: 'OVERLOADED' });
    clock.ms += 1;
    expect(admission.refusal('m', 'interactive')).toMatchObject({
      message: expect.stringContaining('longer than 50 ms'),
    });
    expect(admission.figures()).toMatchObject([{ refused: { unread: 2 } }]);
    await turnEnd();
    expect(admission.refusal('m', 'interactive')).toBeUndefined();
  });

  it('forgets a long turn once the loop has rested', async () => {
    const { admission, clock } = openAdmission({ maxWaitMs: 50 });
    await work(admission, clock, 'm', 99);
    await turnEnd();
    clock.ms += 11;
    await work(admission, clock, 'm', 99);
    expect(admission.refusal('m', 'interactive')).toBeUndefined();
  });

  it('lets a quiet model in where another has filled the turn, but not for ever', async () => {
    const { admission, clock } = openAdmission({ maxWaitMs: 50 });
    for (let turn = 0; turn < 2; turn++) {
      if (turn > 0) await turnEnd();
      await work(admission, clock, 'quiet', 1);
      await work(admission, clock, 'loud', 60);
    }
    expect(admission.refusal('loud', 'interactive')).toBeDefined();
    expect(admission.refusal('quiet', 'interactive')).toBeUndefined();
    clock.ms += 45;
    expect(admission.refusal('quiet', 'interactive')).toBeDefined();
  });

  it('keeps a bounded number of models', () => {
    const { admission } = openAdmission();
    const first = admission.enter('first', 'few', 'interactive') as Ticket;
    for (let i = 0; i < 1500; i++) (admission.enter(`m${i}`, 'few', 'interactive') as Ticket).leave(false);
    const known = admission.figures().map(({ model }) => model);
    expect(known).toHaveLength(1000);
    expect(known).toContain('first');
    first.leave(true);
  });
});
