/** How a person is found in the log: by the values of a column, as they came or as the log has hashed them. */
import type { PredictionEvent } from '../predictions/prediction-log.ts';
import type { HomeKey } from './home-key.ts';
import { featureText } from './mask-events.ts';

const numeric = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** All texts that the values may have in the log; numbers are found in whatever way they are written. */
export function subjectTexts(key: Pick<HomeKey, 'hashed'>, values: readonly string[]): Set<string> {
  const plain = values.flatMap((value) => (numeric.test(value.trim()) ? [value, featureText(Number(value))] : [value]));
  return new Set([...plain, ...plain.map(key.hashed)]);
}

/** Tells the events whose column has one of these texts. */
export function isAbout(column: string, texts: ReadonlySet<string>): (event: PredictionEvent) => boolean {
  return ({ features }) => {
    const value = Object.hasOwn(features, column) ? features[column] : null;
    return value !== null && texts.has(featureText(value));
  };
}
