/** Which bodies find room: all while there is some, then those that come rather than those that have paused. And which are worked on. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { monotonicMs } from '../../core/clock.ts';
import { type BodyTerms, HeldBodies, muchWorkBytes } from './held-bodies.ts';

function open() {
  const bodies = new HeldBodies({ bytes: 1_000, pausedMs: 100, places: 1 });
  const refused: string[] = [];
  return { bodies, refused, begin: (name: string, nowMs = 0) => bodies.begin(() => refused.push(name), nowMs) };
}

it('takes as much as there is room for, and refuses whoever brings more', () => {
  const { bodies, refused, begin } = open();
  const [first, second] = [begin('first'), begin('second')];
  expect([first.add(600, 0), second.add(400, 0)]).toEqual([true, true]);
  expect(second.add(1, 10)).toBe(false);
  expect([bodies.bytes, refused]).toEqual([600, []]);
  first.release();
  first.release();
  expect(bodies.bytes).toBe(0);
});

it('ends what has paused for longest to make room, and never what has come', () => {
  const { bodies, refused, begin } = open();
  bodies.hold(300, 0);
  const [latest, longest] = [begin('latest'), begin('longest')];
  longest.add(300, 10);
  latest.add(300, 20);
  expect(begin('newcomer').add(300, 109)).toBe(false);
  expect(refused).toEqual([]);
  expect(begin('newcomer').add(300, 120)).toBe(true);
  expect([refused, bodies.bytes]).toEqual([['longest'], 900]);
  expect(begin('large').add(900, 130)).toBe(false);
  expect([refused, bodies.bytes]).toEqual([['longest', 'latest'], 600]);
});

it('takes one that is larger than all may be while it is alone', () => {
  const { bodies, begin } = open();
  const huge = bodies.hold(5_000, 0);
  expect(huge).toBeDefined();
  expect([begin('other').add(1, 500), bodies.hold(1, 500)]).toEqual([false, undefined]);
  huge?.release();
  expect(begin('other').add(1, 500)).toBe(true);
});

it('never holds more than it may, but for one that is alone, and nothing in the end', () => {
  const step = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 1_500 }), fc.constantFrom('add', 'complete', 'release'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { bodies } = open();
      const held = new Map<number, { bytes: number; body: ReturnType<HeldBodies['begin']> }>();
      let nowMs = 0;
      for (const [i, bytes, what] of steps) {
        nowMs += 30;
        const known = held.get(i);
        const one = known ?? { bytes: 0, body: bodies.begin(() => held.delete(i), nowMs) };
        held.set(i, one);
        if (what === 'add') {
          one.bytes += bytes;
          if (!one.body.add(bytes, nowMs)) held.delete(i);
        } else if (what === 'complete') one.body.complete();
        else {
          one.body.release();
          held.delete(i);
        }
        const all = [...held.values()].map((other) => other.bytes);
        const sum = all.reduce((total, some) => total + some, 0);
        expect(bodies.bytes).toBe(sum);
        expect(sum).toBeLessThanOrEqual(Math.max(1_000, ...all));
      }
      for (const { body } of held.values()) body.release();
      expect(bodies.bytes).toBe(0);
    }),
  );
});

function openMuchWork(places: number) {
  const bodies = new HeldBodies({ bytes: 100 * muchWorkBytes, places });
  const heard: string[] = [];
  const hold = (name: string, bytes = muchWorkBytes + 1, terms: BodyTerms = {}) => {
    const body = bodies.hold(bytes, 0)!;
    body.work(terms, (gone) => heard.push(gone ? `${name}: ${gone.code}` : name));
    return body;
  };
  return { heard, hold };
}

it('lets few bodies of much work be read at a time, in their order, and all others at once', () => {
  const { heard, hold } = openMuchWork(2);
  const [first, , third] = ['first', 'second', 'third', 'fourth'].map((name) => hold(name));
  hold('little', muchWorkBytes);
  expect(heard).toEqual(['first', 'second', 'little']);
  first.release();
  first.release();
  expect(heard.slice(3)).toEqual(['third']);
  third.release();
  expect(heard.slice(4)).toEqual(['fourth']);
});

it('tells a body that is released while it waits, and once', () => {
  const { heard, hold } = openMuchWork(1);
  const [first, second] = ['first', 'second', 'third'].map((name) => hold(name));
  second.release();
  second.release();
  expect(heard).toEqual(['first', 'second: CANCELLED']);
  first.release();
  expect(heard.slice(2)).toEqual(['third']);
});

it('goes by priority, and past those for whose answer nobody waits any more', () => {
  const { heard, hold } = openMuchWork(1);
  const first = hold('first');
  hold('shadow', muchWorkBytes + 1, { priority: 'shadow' });
  hold('batch', muchWorkBytes + 1, { priority: 'batch' });
  const late = hold('late', muchWorkBytes + 1, { deadline: { untilMs: monotonicMs() - 1, limitMs: 20 } });
  const inTime = hold('in time', muchWorkBytes + 1, { deadline: { untilMs: monotonicMs() + 60_000, limitMs: 60_000 } });
  first.release();
  expect(heard).toEqual(['first', 'late: DEADLINE_EXCEEDED']);
  late.release();
  expect(heard.slice(2)).toEqual(['in time']);
  inTime.release();
  expect(heard.slice(3)).toEqual(['batch']);
});
