/**
 * Which process gets a connection: the one that has fewest. Processes are equal only when their connections are, because a connection
 * that is kept alive stays where it is; turns alone would leave one that was started again with next to nothing to do.
 */
import type { Accepted } from './server-process.ts';

/** What is known of a process that may get connections. */
export interface Taker {
  readonly isServing: boolean;
  readonly isSilent: boolean;
  readonly connections: number;
  readonly untaken: number;
  give(accepted: Accepted): void;
}

/** A process with so many connections on their way to it is busy with something else. */
const mostUntaken = 8;

/** @returns false when no process can take it */
export function giveConnection(accepted: Accepted, takers: Iterable<Taker>, mostConnections: number): boolean {
  let best: Taker | undefined;
  for (const taker of takers) {
    if (!taker.isServing || taker.isSilent || taker.connections >= mostConnections) continue;
    if (!best || comesBefore(taker, best)) best = taker;
  }
  best?.give(accepted);
  return best !== undefined;
}

function comesBefore(a: Taker, b: Taker): boolean {
  const [isBusy, isOtherBusy] = [a.untaken >= mostUntaken, b.untaken >= mostUntaken];
  return isBusy === isOtherBusy ? a.connections < b.connections : isOtherBusy;
}
