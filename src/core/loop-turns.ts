/**
 * Turns of the event loop for long work: one piece in each, whoever it belongs to. Pieces that all waited for the next turn would run in
 * it one after the other, and requests that are quick to answer would wait for all of them.
 */
import { setImmediate as scheduleTurn } from 'node:timers';

const waiting: (() => void)[] = [];
let isScheduled = false;

/** Resolves in a turn of the event loop that belongs to the caller until it waits again; first come, first served. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    schedule();
  });
}

/** Does work that yields between its pieces, each in a turn of its own; the first at once. */
export async function takeTurns<Result>(work: Iterator<void, Result>): Promise<Result> {
  return await goOn(work, work.next());
}

/** The same, with the result itself where there is but one piece: small work need not wait for a turn of the microtasks. */
export function beginTurns<Result>(work: Iterator<void, Result>): Result | Promise<Result> {
  const step = work.next();
  return step.done ? step.value : goOn(work, step);
}

/** Does all of the work at once. */
export function takeAtOnce<Result>(work: Iterator<void, Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Goes through a list, so many entries in each turn; the first ones at once. */
export async function visitInTurns<Entry>(
  entries: readonly Entry[],
  atOnce: number,
  visit: (entry: Entry) => void,
): Promise<void> {
  for (let i = 0; i < entries.length; i++) {
    if (i > 0 && i % atOnce === 0) await nextTurn();
    visit(entries[i]);
  }
}

async function goOn<Result>(work: Iterator<void, Result>, first: IteratorResult<void, Result>): Promise<Result> {
  let step = first;
  while (!step.done) {
    await nextTurn();
    step = work.next();
  }
  return step.value;
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  scheduleTurn(() => {
    isScheduled = false;
    waiting.shift()?.();
    if (waiting.length > 0) schedule();
  });
}
