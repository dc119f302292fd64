/** Parameters and names. */
import assert from 'node:assert/strict';
import { isModelwrightError } from '../../core/errors.ts';
import { checkParams } from '../../estimators/check-params.ts';
import { badParams, fieldsOf } from '../bad-params.ts';
import type { Check } from '../check.ts';
import type { EstimatorSubject } from '../estimator-subject.ts';

export function paramChecks({ definition, params }: EstimatorSubject): Check[] {
  return [
    {
      name: 'has a wire name, a version and a description',
      run() {
        assert.match(definition.name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
        assert.ok(Number.isSafeInteger(definition.version) && definition.version >= 1);
        assert.ok(definition.description.length > 10);
        return undefined;
      },
    },
    {
      name: 'documents every parameter and gives it a default',
      run() {
        for (const [field, { description, default: standard }] of fieldsOf(definition.params)) {
          assert.ok(description, `${field} needs a description`);
          assert.ok(standard !== undefined || field in params, `${field} needs a default`);
        }
        return undefined;
      },
    },
    {
      name: 'refuses bad parameters and names them',
      run() {
        for (const { field, value, why } of badParams(definition.params)) {
          const what = `${field} (${why})`;
          assert.throws(
            () => checkParams(definition, { ...params, [field]: value }),
            (error) => {
              assert.ok(isModelwrightError(error) && error.code === 'PARAM_INVALID', `${what} must be PARAM_INVALID`);
              assert.ok(String(error.details.name).startsWith(`${definition.name}.${field}`), `${what} must be named`);
              return true;
            },
            `${what} must be refused`,
          );
        }
        return undefined;
      },
    },
    {
      name: 'searches within the range of its parameters',
      run() {
        if (!definition.searchSpace) return 'declares no search space';
        for (const [field, range] of Object.entries(definition.searchSpace)) {
          const ends = range.type === 'choice' ? range.values : [range.low, range.high];
          for (const value of ends) checkParams(definition, { ...params, [field]: value });
        }
        return undefined;
      },
    },
  ];
}
