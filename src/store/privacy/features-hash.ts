/** The hash of logged features: equal exactly when they are. Serving computes the same one column by column. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { sha256 } from '../../core/hash.ts';
import type { FeatureValue } from '../predictions/prediction-log.ts';

/** SHA-256 of the features' canonical JSON; -0 counts as 0, infinities have their names. */
export function featuresHash(features: Readonly<Record<string, FeatureValue>>): string {
  const fields = Object.keys(features)
    .sort(compareCodeUnits)
    .map((name) => {
      const value = features[name];
      return `${JSON.stringify(name)}:${typeof value === 'string' ? JSON.stringify(value) : String(value)}`;
    });
  return sha256(`{${fields.join(',')}}`);
}
