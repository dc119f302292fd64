/** The threads of a forest's fit: each grows whole trees, and the leader gets them in order. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { ModelwrightError } from '../../core/errors.ts';
import { workerFile } from '../../core/worker-file.ts';
import { type ForestPlace, type ForestPlan, growForestTree } from './forest-grower.ts';
import type { ForestTree } from './forest-tree-builder.ts';
import type { KernelSource } from './kernel.ts';
import { livingPort } from './living-port.ts';

/** What a helper thread is given. */
export interface ForestHelperTask {
  readonly control: SharedArrayBuffer;
  readonly kernel: KernelSource;
  readonly plan: ForestPlan;
  readonly thread: number;
  readonly port: MessagePort;
}

/**
 * Numbers of the control block: the next tree that nobody has claimed, how many trees helpers have sent, and one number for each
 * thread, 1 while it may own a tree.
 */
const words = { next: 0, sent: 1, firstOwner: 2 } as const;

/** A tree that a helper grew, or why it could not. */
interface Sent {
  readonly t: number;
  readonly grown?: ForestTree;
  readonly error?: unknown;
}

/**
 * Grows trees 0 .. n-1 and hands them over in their order until `take` returns false.
 *
 * @param place of the leader, thread 0.
 * @throws INTERNAL when a helper ended with a tree undone; what growing a tree throws.
 */
export function growInOrder(
  place: ForestPlace,
  kernel: KernelSource,
  n: number,
  take: (grown: ForestTree, t: number) => boolean,
): void {
  const control = new Int32Array(new SharedArrayBuffer(4 * (words.firstOwner + place.plan.layout.threads.length)));
  const ports = startHelpers(place.plan, kernel, control);
  const ready = new Map<number, ForestTree>();
  try {
    for (let wanted = 0; wanted < n; ) {
      const sent = Atomics.load(control, words.sent);
      for (const port of ports) receive(port, ready);
      const grown = ready.get(wanted);
      if (grown) {
        ready.delete(wanted);
        if (!take(grown, wanted++)) return;
        continue;
      }
      const t = Atomics.add(control, words.next, 1);
      if (t < n) ready.set(t, growForestTree(place, t));
      else if (Atomics.wait(control, words.sent, sent, 100) === 'timed-out') requireOwners(ports, ready, control);
    }
  } finally {
    Atomics.store(control, words.next, n);
    for (const port of ports) port.close();
  }
}

function startHelpers(plan: ForestPlan, kernel: KernelSource, control: Int32Array): MessagePort[] {
  return plan.layout.threads.slice(1).map((_, i) => {
    const { port1, port2 } = new MessageChannel();
    const workerData: ForestHelperTask = {
      control: control.buffer as SharedArrayBuffer,
      kernel,
      plan,
      thread: i + 1,
      port: port2,
    };
    const options = { workerData, execArgv: [], transferList: [port2] };
    const worker = new Worker(workerFile(import.meta.url, './forest-worker.ts'), options);
    worker.unref();
    // A helper that cannot start claims nothing: the fit goes on with those that can.
    worker.on('error', () => {});
    return port1;
  });
}

/** A thread that was ended from outside never sends its tree. @throws INTERNAL */
function requireOwners(ports: MessagePort[], ready: Map<number, ForestTree>, control: Int32Array): void {
  for (const [i, port] of ports.entries()) {
    receive(port, ready);
    const living = livingPort(port);
    if (living) ports[i] = living;
    else if (Atomics.load(control, words.firstOwner + i + 1) === 1) {
      throw new ModelwrightError('INTERNAL', { problem: 'a thread of a fit ended before its work was done' });
    }
  }
}

function receive(port: MessagePort, ready: Map<number, ForestTree>): void {
  for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) {
    const { t, grown, error } = message.message as Sent;
    if (!grown) throw error;
    ready.set(t, grown);
  }
}

/** The life of a helper: grows trees until none is left. */
export function helpForest(place: ForestPlace, buffer: SharedArrayBuffer, port: MessagePort): void {
  const control = new Int32Array(buffer);
  const n = place.plan.keys.length / 2;
  const own = words.firstOwner + place.thread;
  for (;;) {
    Atomics.store(control, own, 1);
    const t = Atomics.add(control, words.next, 1);
    if (t < n) port.postMessage(attempt(place, t));
    Atomics.store(control, own, 0);
    if (t >= n) return;
    Atomics.add(control, words.sent, 1);
    Atomics.notify(control, words.sent);
  }
}

function attempt(place: ForestPlace, t: number): Sent {
  try {
    return { t, grown: growForestTree(place, t) };
  } catch (error) {
    return { t, error };
  }
}
