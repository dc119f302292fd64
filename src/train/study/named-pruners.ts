/** Pruners by name: what a stored study and a command line can say. One line each. */
import { z } from 'zod';
import { checkedOptions, known, type MethodSpec } from './checked-options.ts';
import { prunerNames } from './method-names.ts';
import { hyperbandPruner } from './pruners/hyperband-pruner.ts';
import { patientPruner } from './pruners/patient-pruner.ts';
import { medianPruner, percentilePruner } from './pruners/percentile-pruner.ts';
import type { Pruner } from './pruners/pruner.ts';
import { successiveHalvingPruner } from './pruners/successive-halving-pruner.ts';
import { thresholdPruner } from './pruners/threshold-pruner.ts';
import { wilcoxonPruner } from './pruners/wilcoxon-pruner.ts';

type MakePruner = (options: Readonly<Record<string, unknown>>) => Pruner;

const number = z.number().optional();
const interval = { warmupSteps: number, intervalSteps: number };
const percentile = { ...interval, startupTrials: number, minTrials: number };

const pruners: Readonly<Record<(typeof prunerNames)[number], MakePruner>> = {
  median: named(z.strictObject(percentile), medianPruner),
  percentile: named(z.strictObject({ ...percentile, percentile: number }), ({ percentile, ...options }) =>
    percentilePruner(percentile, options),
  ),
  successive_halving: named(
    z.strictObject({ minResource: number, reductionFactor: number, minEarlyStoppingRate: number }),
    successiveHalvingPruner,
  ),
  hyperband: named(
    z.strictObject({ minResource: number, maxResource: number, reductionFactor: number }),
    hyperbandPruner,
  ),
  patient: named(
    z.strictObject({ patience: number, minDelta: number, pruner: z.enum(prunerNames).optional() }),
    ({ pruner, ...options }) => patientPruner({ ...options, pruner: pruner && prunerOf({ name: pruner }) }),
  ),
  threshold: named(z.strictObject({ ...interval, lower: number, upper: number }), thresholdPruner),
  wilcoxon: named(z.strictObject({ pThreshold: number, startupSteps: number }), wilcoxonPruner),
};

/** @throws PARAM_INVALID for an unknown name or option, or an option out of range */
export function prunerOf({ name, ...options }: MethodSpec): Pruner {
  return known('pruner', pruners, name)(options);
}

function named<Schema extends z.ZodObject>(schema: Schema, make: (options: z.output<Schema>) => Pruner): MakePruner {
  return (options) => make(checkedOptions('pruner', schema, options));
}
