/**
 * Answers of models that declare it are given again to the same rows by the same artifact, and requests that ask the same at the same
 * time share one prediction. What is remembered is what the model said; each request gets ids of its own.
 */
import { monotonicMs } from '../../core/clock.ts';
import type { Table } from '../../table/table.ts';
import { type CallTerms, stopIfPointless } from '../call-terms.ts';
import type { PredictedPart } from '../execute.ts';
import type { Resolved } from '../resolver.ts';
import { sliceOf } from '../table-slices.ts';
import { AnswerCache } from './answer-cache.ts';
import type { DeclaredCache } from './declared-cache.ts';

/** What a model said about some rows, without them. */
type Said = Omit<PredictedPart, 'part'>;

/** How requests were answered: from memory, by the model, or together with another request. */
export interface CacheFigures {
  readonly model: string;
  readonly hit: number;
  readonly miss: number;
  readonly shared: number;
  readonly bytes: number;
}

type MaybePromise<Value> = Value | Promise<Value>;

interface Memory {
  readonly answers: AnswerCache<readonly Said[]>;
  /** Predictions that are being made. */
  readonly flights: Map<string, Promise<readonly Said[]>>;
  readonly counts: { hit: number; miss: number; shared: number };
}

/** Requests of more rows hardly ever come twice, and their keys would cost as much as their answers. */
const mostRows = 16;

export class RememberedAnswers {
  readonly #declared: (model: string) => DeclaredCache | undefined;
  /** One for each model that declares it, so as many as the configuration names. */
  readonly #memories = new Map<string, Memory>();

  constructor(declared: (model: string) => DeclaredCache | undefined) {
    this.#declared = declared;
  }

  /**
   * The answer to the rows of a request: remembered, or made by `predict`.
   *
   * @throws what `predict` throws; while another request makes the answer, CANCELLED and DEADLINE_EXCEEDED.
   */
  answer(
    by: Resolved,
    table: Table,
    terms: Pick<CallTerms, 'deadline' | 'signal'> & { readonly coverage?: number },
    predict: () => MaybePromise<readonly PredictedPart[]>,
  ): MaybePromise<readonly PredictedPart[]> {
    const declared = this.#declared(by.version.name);
    const key = declared && keyOf(by, table, terms.coverage);
    if (!declared || key === undefined) return predict();
    return this.#remembered(by, table, terms, predict, declared, key);
  }

  async #remembered(
    by: Resolved,
    table: Table,
    terms: Pick<CallTerms, 'deadline' | 'signal'>,
    predict: () => MaybePromise<readonly PredictedPart[]>,
    declared: DeclaredCache,
    key: string,
  ): Promise<readonly PredictedPart[]> {
    const { answers, flights, counts } = this.#memoryOf(by.version.name, declared);
    const known = answers.get(key);
    if (known) {
      counts.hit++;
      return partsOf(known, table);
    }
    const flight = flights.get(key);
    const shared = flight && (await outcomeInTime(flight, terms));
    if (shared) {
      counts.shared++;
      return partsOf(shared, table);
    }
    counts.miss++;
    const mine = made(predict);
    flights.set(key, mine);
    try {
      const said = await mine;
      answers.set(key, said);
      return partsOf(said, table);
    } finally {
      if (flights.get(key) === mine) flights.delete(key);
    }
  }

  figures(): CacheFigures[] {
    return [...this.#memories].map(([model, { answers, counts }]) => ({ model, ...counts, bytes: answers.bytes }));
  }

  #memoryOf(model: string, declared: DeclaredCache): Memory {
    const known = this.#memories.get(model);
    if (known) return known;
    const answers = new AnswerCache<readonly Said[]>({ ...declared, bytesOf });
    const memory = { answers, flights: new Map(), counts: { hit: 0, miss: 0, shared: 0 } };
    this.#memories.set(model, memory);
    return memory;
  }
}

async function made(predict: () => MaybePromise<readonly PredictedPart[]>): Promise<readonly Said[]> {
  return (await predict()).map(({ part: _, ...said }): Said => said);
}

/** Equal exactly when artifact, coverage and rows are; undefined for rows that JSON cannot tell apart, such as -0 from 0. */
function keyOf({ served }: Resolved, table: Table, coverage: number | undefined): string | undefined {
  if (table.nRows === 0 || table.nRows > mostRows) return undefined;
  const record = served.readFeatures(table);
  let key = `${served.artifactHash} ${coverage ?? ''}`;
  for (let row = 0; row < table.nRows; row++) {
    const { featuresText, featuresHash } = record(row);
    if (featuresText === undefined) return undefined;
    key += ` ${featuresHash}`;
  }
  return key;
}

/** The answer that another request waits for; undefined when that one failed, maybe for reasons of its own. */
async function outcomeInTime(
  flight: Promise<readonly Said[]>,
  terms: Pick<CallTerms, 'deadline' | 'signal'>,
): Promise<readonly Said[] | undefined> {
  const { deadline } = terms;
  let timer: NodeJS.Timeout | undefined;
  const settled = flight.catch(() => undefined);
  const outcome = deadline
    ? Promise.race([
        settled,
        new Promise<undefined>((resolve) => {
          timer = setTimeout(() => resolve(undefined), Math.max(0, deadline.untilMs - monotonicMs()) + 1);
        }),
      ])
    : settled;
  const said = await outcome;
  clearTimeout(timer);
  stopIfPointless(terms);
  return said;
}

function partsOf(said: readonly Said[], table: Table): PredictedPart[] {
  let from = 0;
  return said.map((one) => {
    const part = sliceOf(table, from, from + one.answers.predictions.length);
    from += part.nRows;
    return { part, ...one };
  });
}

/** About what answers take: numbers are eight bytes, objects and texts of classes some more. */
function bytesOf(said: readonly Said[]): number {
  let bytes = 0;
  for (const { predictions, answers, regions } of said) {
    const perRow =
      32 +
      72 * (predictions.probabilities?.length ?? 0) +
      8 * (predictions.measures?.length ?? 0) +
      (answers.probabilities ? 64 : 0) +
      (regions ? 96 + 16 * (predictions.probabilities?.length ?? 0) : 0);
    bytes += 512 + perRow * answers.predictions.length;
  }
  return bytes;
}
