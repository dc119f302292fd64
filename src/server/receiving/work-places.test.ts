/** Who has a place, and when the next one gets it. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkPlaces } from './work-places.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('who has had a place for a second keeps nobody waiting', () => {
  const places = new WorkPlaces(1);
  const begun: string[] = [];
  const wait = (name: string) => places.wait({}, 0, () => begun.push(name));
  for (const name of ['first', 'second', 'third']) wait(name);
  vi.advanceTimersByTime(999);
  expect(begun).toEqual(['first']);
  vi.advanceTimersByTime(1);
  expect(begun).toEqual(['first', 'second']);
});

it('the most urgent goes first, and among those of one rank who came first', () => {
  const places = new WorkPlaces(1);
  const begun: string[] = [];
  const first = {};
  places.wait(first, 2, () => begun.push('first'));
  for (const name of ['c2', 'a1', 'd2', 'b1', 'e0']) {
    const who = {};
    places.wait(who, Number(name[1]), () => {
      begun.push(name);
      places.leave(who);
    });
  }
  expect(begun).toEqual(['first']);
  places.leave(first);
  expect(begun).toEqual(['first', 'e0', 'a1', 'b1', 'c2', 'd2']);
});

it('whoever leaves while beginning leaves the place to the next', () => {
  const places = new WorkPlaces(1);
  const begun: number[] = [];
  for (let i = 0; i < 3; i++) {
    const who = {};
    places.wait(who, 0, () => {
      begun.push(i);
      places.leave(who);
    });
  }
  expect(begun).toEqual([0, 1, 2]);
  expect(vi.getTimerCount()).toBe(0);
});

it('never has more at a time than there are places, and all get one who stay', () => {
  const step = fc.record({ comes: fc.boolean(), who: fc.nat(20) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 80 }), (count, steps) => {
      const places = new WorkPlaces(count);
      const working = new Set<number>();
      const waiting: number[] = [];
      const leaves = new Map<number, () => void>();
      const leave = (i: number) => {
        working.delete(i);
        if (waiting.includes(i)) waiting.splice(waiting.indexOf(i), 1);
        leaves.get(i)?.();
        leaves.delete(i);
      };
      steps.forEach(({ comes, who }, i) => {
        if (comes) {
          const who = {};
          leaves.set(i, () => places.leave(who));
          waiting.push(i);
          places.wait(who, 0, () => {
            expect(waiting.shift()).toBe(i);
            working.add(i);
          });
        } else leave([...leaves.keys()][who % Math.max(1, leaves.size)] ?? -1);
        expect(working.size).toBe(Math.min(count, leaves.size));
      });
      for (const i of leaves.keys()) leave(i);
      expect([waiting.length, vi.getTimerCount()]).toEqual([0, 0]);
    }),
  );
});
