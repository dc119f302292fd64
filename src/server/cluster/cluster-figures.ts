/** The figures of all processes of a server, those included that have ended: a sum that fell would look like a restart. */
import { Counter, Gauge, Registry } from 'prom-client';
import { within } from './ask-all.ts';
import type { MetricSnapshot } from './question.ts';
import { type ServerProcess, unanswered } from './server-process.ts';
import { keepCounted } from './sum-metrics.ts';

/** Time that a process has to tell its figures; after it, those that it told last are taken. */
const answerMs = 1_000;

export class ClusterFigures {
  readonly #own = new Registry();
  readonly #restarts: Counter;
  /** What processes that have ended had counted when they were last asked. */
  #kept: Promise<MetricSnapshot> = Promise.resolve([]);

  constructor(workers: number, answering: () => number) {
    const registers = [this.#own];
    new Gauge({ name: 'modelwright_processes', help: 'Processes that the server is to have.', registers }).set(workers);
    new Gauge({
      name: 'modelwright_processes_answering',
      help: 'Processes of the server that answer.',
      registers,
      collect() {
        this.set(answering());
      },
    });
    this.#restarts = new Counter({
      name: 'modelwright_process_restarts_total',
      help: 'Processes of the server that ended and were replaced.',
      registers,
    });
  }

  countRestart(): void {
    this.#restarts.inc();
  }

  /** Keeps what a process that has ended had counted. */
  keep({ metrics }: ServerProcess): void {
    this.#kept = this.#kept.then((kept) => keepCounted([kept, metrics]));
  }

  async gather(processes: Iterable<ServerProcess>): Promise<MetricSnapshot[]> {
    const asked = [...processes].map(async (one) => {
      if (one.isSilent) return;
      const answer = await within(
        one.ask({ kind: 'metrics' }).catch(() => unanswered),
        answerMs,
      );
      if (answer !== unanswered) one.metrics = answer as MetricSnapshot;
    });
    await Promise.all(asked);
    // Read together: a process that ended while others were asked is either among them or among those that are kept.
    const kept = this.#kept;
    const living = [...processes].map(({ metrics }) => metrics);
    return [...living, await kept, await this.#own.getMetricsAsJSON()];
  }
}
