/**
 * Which process gets a connection: of those that have taken what they were given, the one that has fewest. Processes are equal only when their connections are, because a connection
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

/** Connections wait at a process that is busy, or hangs, which takes some seconds to be noticed: others come first. */
function comesBefore(a: Taker, b: Taker): boolean {
  return a.untaken === b.untaken ? a.connections < b.connections : a.untaken < b.untaken;
}
