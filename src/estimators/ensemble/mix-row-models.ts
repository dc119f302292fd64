/** The weighted mean of what several models say about single rows: the sums of `mixPredictions`, term by term. */
import { type RowModel, roomToSay } from '../single-row/row-cells.ts';

/** A model and its weight, > 0; without the model where there is none for single rows. */
export interface RowVoice {
  readonly weight: number;
  readonly model: RowModel | undefined;
}

/** Undefined where one of the models is, or they do not say the same kind of thing. */
export function mixRowModels(voices: readonly RowVoice[]): RowModel | undefined {
  const first = voices[0].model;
  const models: RowModel[] = [];
  for (const { model } of voices) {
    if (!first || !model || model.nClasses !== first.nClasses) return undefined;
    models.push(model);
  }
  if (!first || models.length === 1) return first;
  const weights = Float64Array.from(voices, ({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const opinion = roomToSay(first);
  return {
    nClasses: first.nClasses,
    say(cells, said) {
      said.fill(0);
      for (let m = 0; m < models.length; m++) {
        if (!models[m].say(cells, opinion)) return false;
        const weight = weights[m];
        for (let k = 0; k < said.length; k++) said[k] += weight * opinion[k];
      }
      for (let k = 0; k < said.length; k++) said[k] /= total;
      return true;
    },
  };
}
