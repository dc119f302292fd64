/** Estimators by wire name. `index.ts` fills it; pipelines, artifacts and workers look up here. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { listed } from '../table/table.ts';
import type { EstimatorDefinition } from './estimator.ts';

const byName = new Map<string, EstimatorDefinition>();

/**
 * Makes a definition known under its name. Doing it twice with the same definition changes nothing.
 *
 * @throws PARAM_INVALID when another definition holds the name.
 */
export function registerEstimator(definition: EstimatorDefinition): void {
  const known = byName.get(definition.name);
  if (known !== undefined && known !== definition) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'name',
      law: 'one estimator per name',
      value: definition.name,
    });
  }
  byName.set(definition.name, definition);
}

/** The definition of that name; ESTIMATOR_UNKNOWN lists what is known. */
export function findEstimator(name: string): EstimatorDefinition {
  const definition = byName.get(name);
  if (definition) return definition;
  const available = listed(listEstimators().map((known) => known.name));
  throw new ModelwrightError('ESTIMATOR_UNKNOWN', { name: String(name).slice(0, 100), available });
}

/** All definitions, by name in code-unit order. */
export function listEstimators(): readonly EstimatorDefinition[] {
  return [...byName.values()].sort((a, b) => compareCodeUnits(a.name, b.name));
}
