/** Time and chance where the client runs: Node or a browser. Handed in, so that tests set both. */

export interface Surroundings {
  /** Monotonic milliseconds; only differences mean something. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Waits; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The real ones. */
export const realSurroundings: Surroundings = {
  now: () => performance.now(),
  random: () => globalThis.crypto.getRandomValues(new Uint32Array(1))[0] / 4_294_967_296,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    }),
};
