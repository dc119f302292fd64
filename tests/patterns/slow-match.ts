/** Whether an expression can be made to take far more time than the length of a text explains. */
import { Worker } from 'node:worker_threads';
import { type AdversarialText, adversarialTexts } from './adversarial-texts.ts';

/** Characters of the longest text. */
export const longest = 64 * 1024;
/** Milliseconds for the longest text that only gross excess takes; the law says 10. */
const grossMs = 200;
/** An eightfold length takes eight times as long where time is linear, 64 times where it is quadratic. */
const grossGrowth = 20;
/** For all texts of one expression: exponential time ends here. */
const deadlineMs = 20_000;

interface Found {
  readonly text: AdversarialText;
  readonly length: number;
  readonly longMs: number;
  readonly growth: number;
}

type Answer = { readonly found?: Found } | 'never';

/** Matches in a thread of its own, which can be stopped in the midst of a match. */
export class Matcher {
  #worker: Worker | undefined;
  #settle: (answer: Answer) => void = () => {};

  /** A sentence about the first text that takes too long; undefined when none does. */
  async slowness(
    { source, flags }: RegExp | { source: string; flags: string },
    most = longest,
  ): Promise<string | undefined> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const answered = new Promise<Answer>((resolve) => {
      this.#settle = resolve;
    });
    worker.postMessage({ source, flags, texts: adversarialTexts(source, flags), most, grossMs, grossGrowth });
    const timer = setTimeout(() => this.#settle('never'), deadlineMs);
    const answer = await answered;
    clearTimeout(timer);
    if (answer === 'never') {
      await this.close();
      return `did not end within ${deadlineMs} ms`;
    }
    if (!answer.found) return undefined;
    const { text, length, longMs, growth } = answer.found;
    const { head, piece, tail } = text;
    return `${Math.round(longMs)} ms for ${length} characters, ${Math.round(growth)} times as long as for an eighth: ${JSON.stringify({ head, piece, tail })}`;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./match-worker.mjs', import.meta.url));
    worker.on('message', (answer: Answer) => this.#settle(answer));
    return worker;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}
