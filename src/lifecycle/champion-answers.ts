/** What an earlier model says about rows of a later training, in the class codes of the later one. */
import type { LoadedModel } from '../estimators/artifact.ts';
import type { Table } from '../table/table.ts';
import type { Predictions, Target } from '../table/task.ts';

/** Classes that only the later training knows get probability 0. */
export function answersAs(model: LoadedModel, X: Table, { classes }: Pick<Target, 'classes'>): Predictions {
  const { values, probabilities } = model.predict(X);
  if (classes.length === 0) return { values };
  const own = model.signature.target.classes;
  const place = new Map(classes.map((text, code) => [text, code]));
  const codeOf = own.map((text) => place.get(text) ?? Number.NaN);
  const absent = new Float64Array(values.length);
  return {
    values: values.map((code) => codeOf[code]),
    probabilities:
      probabilities && classes.map((text) => (own.includes(text) ? probabilities[own.indexOf(text)] : absent)),
  };
}
