/** The steps of single rows through one or more pipelines: equal transformers of equal columns are one step. */
import { sha256 } from '../../core/hash.ts';
import { pack } from '../../core/pack.ts';
import type { FittedEstimator, RowsAt } from '../estimator.ts';
import { findEstimator } from '../registry.ts';
import { placesByName, type RowColumn, type RowModel, type RowStep } from './row-cells.ts';

export class RowPlan {
  /** In the order in which they have to write. */
  readonly steps: RowStep[] = [];
  #nPlaces: number;
  /** By what columns they stand behind, and the hash of what they are. */
  readonly #known = new Map<string, { readonly step: RowStep; readonly number: number }>();

  /** @param nPlaces places of the table's own columns. */
  constructor(nPlaces: number) {
    this.#nPlaces = nPlaces;
  }

  /** Places that rows need, those of all steps among them. */
  get nPlaces(): number {
    return this.#nPlaces;
  }

  /** Rows as the table has them. */
  at(columns: readonly RowColumn[]): RowsAt {
    return this.#rowsAt(columns, 0);
  }

  /** @param number of the step behind which the columns are, from 1; 0 for those of the table. */
  #rowsAt(columns: readonly RowColumn[], number: number): RowsAt {
    const rows: RowsAt = {
      behind: (transformers) => this.#behind(transformers, columns, number),
      model: (fitted) => {
        const definition = findEstimator(fitted.name);
        if (definition.kind !== 'predictor') return undefined;
        return definition.rowModel ? definition.rowModel(fitted.state, rows) : modelOf(fitted, columns);
      },
    };
    return rows;
  }

  #behind(transformers: readonly FittedEstimator[], columns: readonly RowColumn[], number: number): RowsAt | undefined {
    let at = { columns, number };
    for (const transformer of transformers) {
      const found = this.#step(transformer, at.columns, at.number);
      if (!found) return undefined;
      at = { columns: found.step.columns, number: found.number };
    }
    return this.#rowsAt(at.columns, at.number);
  }

  #step({ name, state }: FittedEstimator, columns: readonly RowColumn[], behind: number) {
    const key = `${behind} ${name} ${sha256(pack(state))}`;
    const known = this.#known.get(key);
    if (known) return known;
    const definition = findEstimator(name);
    const take = () => this.#nPlaces++;
    const step = definition.kind === 'transformer' ? definition.rowStep?.(state, columns, take) : undefined;
    if (!step) return undefined;
    const added = { step, number: this.steps.push(step) };
    this.#known.set(key, added);
    return added;
  }
}

/** A predictor of numbers, told where its features are. */
function modelOf({ name, state }: FittedEstimator, columns: readonly RowColumn[]): RowModel | undefined {
  const definition = findEstimator(name);
  const predictor = definition.kind === 'predictor' ? definition.rowPredictor?.(state) : undefined;
  const places = predictor && placesByName(columns, 'number', predictor.features);
  if (!predictor || !places) return undefined;
  const allowsMissing = definition.tags.allowsMissing === true;
  const row = new Float64Array(places.length);
  return {
    nClasses: predictor.nClasses,
    say({ numbers }, said) {
      for (let j = 0; j < places.length; j++) row[j] = numbers[places[j]];
      if (!allowsMissing && !row.every(Number.isFinite)) return false;
      predictor.say(row, said);
      return true;
    },
  };
}
