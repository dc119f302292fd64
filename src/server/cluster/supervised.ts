/** How a process of a server sees the others: through its supervisor. */
import type { ServingProblem } from '../../serve/resolver.ts';
import { type FromProcess, receivedError, type SentError, type Standing, sentError } from './messages.ts';
import type { Question } from './question.ts';
import type { Answerer, Siblings } from './siblings.ts';

interface Asked {
  resolve(answers: never[]): void;
  reject(error: Error): void;
}

type Send = (message: FromProcess) => void;

export class Supervised implements Siblings {
  readonly #answer: Answerer;
  readonly #send: Send;
  readonly #asked = new Map<number, Asked>();
  #next = 0;
  #standing: Standing = { runsJobs: false };

  constructor(answer: Answerer, send: Send) {
    this.#answer = answer;
    this.#send = send;
  }

  get runsJobs(): boolean {
    return this.#standing.runsJobs;
  }

  problems(): ServingProblem[] {
    const { problem } = this.#standing;
    return problem ? [{ subject: 'processes', error: receivedError(problem) }] : [];
  }

  stands(standing: Standing): void {
    this.#standing = standing;
  }

  async ask(question: Question): Promise<never[]> {
    const id = ++this.#next;
    const answers = new Promise<never[]>((resolve, reject) => this.#asked.set(id, { resolve, reject }));
    this.#send({ kind: 'ask', id, question });
    return await answers.finally(() => this.#asked.delete(id));
  }

  /** What all processes answered to what this one had asked. */
  hear(id: number, answered: { readonly answers: readonly unknown[] } | { readonly error: SentError }): void {
    const asked = this.#asked.get(id);
    if ('error' in answered) asked?.reject(receivedError(answered.error));
    else asked?.resolve(answered.answers as never[]);
  }

  /** Answers what all are asked. */
  async answer(id: number, question: Question): Promise<void> {
    try {
      this.#send({ kind: 'answer', id, value: await this.#answer(question) });
    } catch (error) {
      this.#send({ kind: 'answer', id, error: sentError(error) });
    }
  }
}
