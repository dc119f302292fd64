/** Requests of several models before one event loop, of which the tests hold the clock. */
import { describe, expect, it } from 'vitest';
import { Admission, sizeOf, type Ticket } from './admission.ts';

function openAdmission(options = {}) {
  const clock = { ms: 0 };
  const admission = new Admission({ nowMs: () => clock.ms, gradient: { initialLimit: 2, maxLimit: 2 }, ...options });
  return { clock, admission };
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
    expect(admission.arrive('m', 'interactive')).toBeUndefined();
    for (let i = 0; i < 2; i++) void admission.enter('m', 'few', 'interactive');
    const waiting = [admission.enter('m', 'few', 'batch'), admission.enter('m', 'few', 'interactive')];
    expect(admission.arrive('m', 'interactive')).toBeUndefined();
    expect(admission.arrive('m', 'batch')).toMatchObject({ code: 'OVERLOADED', http: 503, grpc: 'UNAVAILABLE' });
    expect(admission.arrive('m', 'batch')).toBe(admission.arrive('m', 'batch'));
    const results = await Promise.allSettled(waiting);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(admission.figures()).toMatchObject([{ refused: { full: 3, late: 2 } }]);
  });

  it('lets what comes late in a turn wait unread, counts it, and says when the wait was too long', async () => {
    const { admission, clock } = openAdmission({ maxWaitMs: 10 });
    (admission.enter('m', 'few', 'interactive') as Ticket).leave(false);
    expect(admission.arrive('m', 'interactive')).toBeUndefined();
    clock.ms += 5;
    const late = admission.arrive('m', 'interactive');
    expect(late).toBeInstanceOf(Promise);
    expect(admission.figures()).toMatchObject([{ inFlight: 0, waiting: 1 }]);
    expect(await late).toBeUndefined();
    expect(admission.figures()).toMatchObject([{ waiting: 0, refused: { full: 0, late: 0 } }]);
    // Nothing is known of a model that nobody entered: it is read at once.
    expect(admission.arrive('other', 'interactive')).toBeUndefined();
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
