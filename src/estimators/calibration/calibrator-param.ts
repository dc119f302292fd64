/** Calibrators as plain JSON: the form in which params hold one that was learned elsewhere. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { type Calibrator, calibratorState } from './calibrator.ts';

const curve = z.array(z.number());

const anyParam = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('none') }),
  z.strictObject({ method: z.literal('temperature'), temperature: z.number() }),
  z.strictObject({ method: z.literal('platt'), slopes: curve, intercepts: curve }),
  z.strictObject({ method: z.literal('isotonic'), curves: z.array(z.strictObject({ x: curve, y: curve })) }),
]);

export type CalibratorParam = z.output<typeof anyParam>;

export const calibratorParam = anyParam.refine(
  (value) => calibratorState.safeParse(calibratorFrom(value)).success,
  'expected a calibrator',
);

/** The calibrator that params hold. */
export function calibratorFrom(given: CalibratorParam): Calibrator {
  const array = (values: readonly number[]) => Float64Array.from(values);
  switch (given.method) {
    case 'platt':
      return { method: 'platt', slopes: array(given.slopes), intercepts: array(given.intercepts) };
    case 'isotonic':
      return { method: 'isotonic', curves: given.curves.map(({ x, y }) => ({ x: array(x), y: array(y) })) };
    default:
      return given;
  }
}

/** The calibrator as params. */
export function paramOf(calibrator: Calibrator): CalibratorParam {
  const list = (values: Float64Array) => Array.from(values);
  switch (calibrator.method) {
    case 'platt':
      return { method: 'platt', slopes: list(calibrator.slopes), intercepts: list(calibrator.intercepts) };
    case 'isotonic':
      return { method: 'isotonic', curves: calibrator.curves.map(({ x, y }) => ({ x: list(x), y: list(y) })) };
    default:
      return calibrator;
  }
}

/** @throws PARAM_INVALID for a calibrator of another number of classes. */
export function calibratorFor(given: CalibratorParam, nClasses: number): Calibrator {
  const calibrator = calibratorFrom(given);
  const expected = nClasses === 2 ? 1 : nClasses;
  const count =
    calibrator.method === 'platt'
      ? Math.max(calibrator.slopes.length, calibrator.intercepts.length)
      : calibrator.method === 'isotonic'
        ? calibrator.curves.length
        : expected;
  if (count === expected) return calibrator;
  const law = `curves for ${nClasses} classes (${expected})`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'calibrator', law, value: count });
}
