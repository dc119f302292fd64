import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { giveConnection, type Taker } from './give-connections.ts';

class Process implements Taker {
  isServing = true;
  isSilent = false;
  untaken = 0;
  connections: number;
  constructor(connections: number) {
    this.connections = connections;
  }
  give(): void {
    this.connections++;
  }
}

const accepted = { door: 'http', socket: new Socket() } as const;

it('fills up the process that has fewest, so that one that starts again catches up', () => {
  const processes = [new Process(6), new Process(0), new Process(3)];
  for (let i = 0; i < 9; i++) expect(giveConnection(accepted, processes, 100)).toBe(true);
  expect(processes.map(({ connections }) => connections)).toEqual([6, 6, 6]);
});

it('passes over processes that begin, are silent, full, or have not taken what they were given', () => {
  const [beginning, silent, full, busy, free] = Array.from({ length: 5 }, () => new Process(1));
  beginning.isServing = false;
  silent.isSilent = true;
  full.connections = 10;
  busy.untaken = 1;
  free.connections = 8;
  const all = [beginning, silent, full, busy, free];
  expect(giveConnection(accepted, all, 10)).toBe(true);
  expect(free.connections).toBe(9);
  expect(giveConnection(accepted, [beginning, silent, full], 10)).toBe(false);
  expect(giveConnection(accepted, [full, busy], 10)).toBe(true);
  expect(busy.connections).toBe(2);
});
