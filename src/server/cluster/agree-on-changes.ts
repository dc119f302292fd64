/**
 * Loads and unloads, which every process of a server makes in the same order. What was asked for is remembered, so that a process that is
 * started again serves what the others do.
 */
import type { Question } from './question.ts';

type Change = Extract<Question, { readonly name: string }>;

export class Changes {
  /** The last change of each model. */
  readonly #last = new Map<string, Change>();
  #turn: Promise<unknown> = Promise.resolve();

  /** Runs `make` when the changes before are made. A change that all have made is remembered. */
  async make<T>(change: Change, make: () => Promise<T>): Promise<T> {
    return await this.#inTurn(async () => {
      const made = await make();
      if (change.kind !== 'prepare') {
        this.#last.delete(change.name);
        this.#last.set(change.name, change);
      }
      return made;
    });
  }

  /** Has a new process make what the others have made, then runs `onEqual` before the next change. */
  async repeat(make: (change: Change) => Promise<unknown>, onEqual: () => void): Promise<void> {
    await this.#inTurn(async () => {
      // A model that cannot be loaded any more is not served by this process, and its readiness says so.
      for (const change of this.#last.values()) await make(change).catch(() => {});
      onEqual();
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return await mine;
  }
}
