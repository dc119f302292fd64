/** What a champion usually answers to which rows: the measure that a rollout is counted by. */
import { nowMs } from '../../../core/clock.ts';
import type { LoadedModel } from '../../../estimators/artifact.ts';
import type { Store } from '../../../store/open-store.ts';
import type { PredictionEvent } from '../../../store/predictions/prediction-log.ts';
import { cell } from '../../../table/column.ts';
import { findColumn } from '../../../table/table.ts';
import type { ColumnScale } from '../contextual-traffic.ts';
import { binsFor, type OutputBins } from '../output-bins.ts';

const dayMs = 86_400_000;
/** Predictions that are looked at, and how few are too few to go by. */
const mostEvents = 5_000;
const leastEvents = 200;

/** Answers and rows of the champion in the last day; its golden rows when there were hardly any. */
export class UsualAnswers {
  readonly #events: readonly PredictionEvent[];
  readonly #model: LoadedModel;

  private constructor(events: readonly PredictionEvent[], model: LoadedModel) {
    this.#events = events.length < leastEvents ? [] : events;
    this.#model = model;
  }

  static async of(
    { predictions }: Pick<Store, 'predictions'>,
    version: { readonly name: string; readonly version: number },
    model: LoadedModel,
  ): Promise<UsualAnswers> {
    const events: PredictionEvent[] = [];
    const since = new Date(nowMs() - dayMs).toISOString();
    for await (const batch of predictions.read(version.name, { since, versions: [version.version] })) {
      events.push(...batch.slice(0, mostEvents - events.length));
      if (events.length >= mostEvents) break;
    }
    return new UsualAnswers(events, model);
  }

  /** Classes of the target, or bins that divide the usual numbers equally. */
  bins(count: number): OutputBins {
    const { signature, golden } = this.#model;
    const logged = this.#events.map(({ prediction }) => Number(prediction));
    return binsFor(signature.target.classes, logged.length > 0 ? logged : [...golden.predictions.values], count);
  }

  /** The usual value and spread of a column. */
  scaleOf(column: string): ColumnScale {
    const { rows } = this.#model.golden;
    const golden = findColumn(rows, column);
    const values = this.#events.length > 0 ? this.#events.map(({ features }) => features[column]) : [];
    if (values.length === 0 && golden) for (let row = 0; row < rows.nRows; row++) values.push(cell(golden, row));
    const numbers = values.filter((value) => value !== null && Number.isFinite(Number(value))).map(Number);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
    const variance =
      numbers.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / Math.max(1, numbers.length);
    return { column, mean, spread: variance > 0 ? Math.sqrt(variance) : 1 };
  }
}
