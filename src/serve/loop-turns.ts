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
  let step = work.next();
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
