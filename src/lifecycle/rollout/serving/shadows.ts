/**
 * Shadows: versions that answer copies of requests unseen. They run in a thread of their own with the least priority, behind a short
 * queue, and what does not fit is dropped: whatever a shadow does, the requests do not wait for it. The champion answers there once
 * more, so that both are measured under the same conditions. Models in processes of their own are asked there, behind all requests.
 */
import { Worker } from 'node:worker_threads';
import { monotonicMs } from '../../../core/clock.ts';
import { callAfter } from '../../../core/timer.ts';
import { workerFile } from '../../../core/worker-file.ts';
import type { Predicted, ReadRows } from '../../../serve/predictor.ts';
import type { Resolved } from '../../../serve/resolver.ts';
import type { Store } from '../../../store/open-store.ts';
import { type Table, takeRows } from '../../../table/table.ts';
import { outputBin } from '../output-bins.ts';
import type { ActiveRoute } from './active-route.ts';
import { askProcess } from './ask-process.ts';
import type { Outcome } from './request-counts.ts';
import type { FromShadow, ShadowAnswer, ToShadow } from './shadow-worker.ts';

export interface ShadowOptions {
  /** Requests that wait. */
  readonly queued?: number;
  /** A shadow that takes longer has failed; the thread starts within it, and may wait long for a busy machine. */
  readonly answerMs?: number;
  /** Time after a failure in which nothing is mirrored. */
  readonly restMs?: number;
}

/** What a version is asked. */
interface Question {
  readonly by: Resolved;
  readonly table: Table;
}

interface Mirrored {
  readonly active: ActiveRoute;
  readonly champion: Question;
  readonly candidate: Question;
  readonly championFirst: boolean;
}

/** Undefined: there was no room for the question. */
type Answered = readonly [champion: ShadowAnswer | undefined, candidate: ShadowAnswer | undefined];

/** Rows of a request that are mirrored at most. */
const mostRows = 250;

export class Shadows {
  readonly #blobs: Store['blobs'];
  readonly #options: Required<ShadowOptions>;
  readonly #waiting: Mirrored[] = [];
  /** Hashes of the models that the thread has. */
  readonly #loaded = new Set<string>();
  #worker: Worker | undefined;
  #current: Mirrored | undefined;
  /** Takes what the thread says next. */
  #heard: (answered: FromShadow) => void = () => {};
  #cancelTimer = () => {};
  #restUntilMs = Number.NEGATIVE_INFINITY;
  #asked = 0;
  /** Share of a request that is due, by rollout. */
  readonly #due = new Map<string, number>();

  constructor({ blobs }: Pick<Store, 'blobs'>, { queued = 32, answerMs = 30_000, restMs = 5_000 }: ShadowOptions = {}) {
    this.#blobs = blobs;
    this.#options = { queued, answerMs, restMs };
  }

  /** Has the shadows of a route answer a request that was answered. Returns at once, and never throws. */
  mirror(active: ActiveRoute, predicted: Predicted, read: ReadRows): void {
    for (const { version, share } of active.route.mirror) {
      const candidate = active.versions.get(version);
      if (!this.#isDue(active.route.rolloutId, share)) continue;
      if (!candidate || this.#waiting.length >= this.#options.queued || monotonicMs() < this.#restUntilMs) {
        active.counts.dropped();
        continue;
      }
      this.#add(active, candidate, predicted, read);
    }
    this.#next();
  }

  /** Ends the thread; what waits is forgotten. */
  async close(): Promise<void> {
    this.#waiting.length = 0;
    this.#current = undefined;
    this.#restUntilMs = Number.POSITIVE_INFINITY;
    this.#cancelTimer();
    await this.#worker?.terminate();
  }

  /** Every request for a share of 1, every second one for 0.5: no chance that anybody could feel. */
  #isDue(rolloutId: string, share: number): boolean {
    const due = (this.#due.get(rolloutId) ?? 0) + share;
    if (this.#due.size > 1000) this.#due.clear();
    this.#due.set(rolloutId, due >= 1 ? due - 1 : due);
    return due >= 1;
  }

  #add(active: ActiveRoute, candidate: Resolved, { parts, by }: Predicted, read: ReadRows): void {
    const [part] = parts;
    if (!part || part.part.nRows === 0) return;
    try {
      const { table } = read(candidate.served);
      const rows = Math.min(mostRows, part.part.nRows, table.nRows);
      const some = Array.from({ length: rows }, (_, row) => row);
      this.#waiting.push({
        active,
        champion: { by, table: takeRows(part.part, some) },
        candidate: { by: candidate, table: takeRows(table, some) },
        // Whoever comes second finds a warm cache: the turns alternate.
        championFirst: this.#asked++ % 2 === 0,
      });
    } catch {
      // The champion took the rows, the candidate does not.
      countOne(active, candidate, { kind: 'failed' });
    }
  }

  #next(): void {
    if (this.#current) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#current = next;
    this.#cancelTimer = callAfter(this.#options.answerMs, () => this.#failed());
    const isCurrent = () => this.#current === next;
    this.#ask(next).then(
      (answered) => isCurrent() && this.#answered(next, answered),
      () => isCurrent() && this.#failed(),
    );
  }

  async #ask({ champion, candidate, championFirst }: Mirrored): Promise<Answered> {
    const order = championFirst ? [champion, candidate] : [candidate, champion];
    const inThread = order.filter(({ by }) => !by.served.model.predictAsync);
    const answers = new Map<Question, ShadowAnswer | undefined>();
    if (inThread.length > 0) {
      const told = await this.#askThread(inThread);
      for (const [i, question] of inThread.entries()) answers.set(question, told[i]);
    }
    for (const question of order) {
      if (inThread.includes(question)) continue;
      answers.set(question, await askProcess(question.by, question.table, this.#options.answerMs));
    }
    return [answers.get(champion), answers.get(candidate)];
  }

  async #askThread(questions: readonly Question[]): Promise<FromShadow> {
    const worker = this.#open();
    for (const { artifactHash } of questions.map(({ by }) => by.served)) {
      if (this.#loaded.has(artifactHash)) continue;
      const bytes = await this.#blobs.get(artifactHash);
      worker.postMessage({ kind: 'load', artifactHash, bytes } satisfies ToShadow);
      this.#loaded.add(artifactHash);
    }
    return await new Promise((resolve) => {
      this.#heard = resolve;
      const asked = questions.map(({ by, table }) => ({ artifactHash: by.served.artifactHash, table }));
      worker.postMessage({ kind: 'ask', questions: asked } satisfies ToShadow);
    });
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerFile(import.meta.url, './shadow-worker.ts'), { execArgv: [] });
    worker.unref();
    worker.on('message', (answered: FromShadow) => {
      if (worker === this.#worker) this.#heard(answered);
    });
    worker.on('error', () => {
      if (worker === this.#worker) this.#failed();
    });
    this.#worker = worker;
    return worker;
  }

  #answered({ active, candidate: { by } }: Mirrored, [champion, candidate]: Answered): void {
    this.#cancelTimer();
    this.#current = undefined;
    if (champion && candidate) {
      active.counts.count(active.route.champion, outcomeOf(active, champion));
      countOne(active, by, outcomeOf(active, candidate));
      if (champion.kind === 'answered' && candidate.kind === 'answered') {
        active.counts.compared(champion.prediction, candidate.prediction);
      }
    } else active.counts.dropped();
    this.#next();
  }

  /** The thread died, or does not answer: it is given up, and rests. */
  #failed(): void {
    this.#cancelTimer();
    const asked = this.#current;
    this.#current = undefined;
    if (asked) countOne(asked.active, asked.candidate.by, { kind: 'failed' });
    for (const { active } of this.#waiting) active.counts.dropped();
    this.#waiting.length = 0;
    this.#restUntilMs = monotonicMs() + this.#options.restMs;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#loaded.clear();
    void worker?.terminate();
  }
}

function countOne({ counts }: ActiveRoute, { version }: Resolved, outcome: Outcome): void {
  counts.count(`${version.name}@${version.version}`, outcome);
}

function outcomeOf({ route }: ActiveRoute, answer: ShadowAnswer): Outcome {
  if (answer.kind !== 'answered') return answer;
  return { kind: 'answered', latencyMs: answer.latencyMs, output: outputBin(route.outputs, answer.prediction) };
}
