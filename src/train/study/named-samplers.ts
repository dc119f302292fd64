/** Samplers by name: what a stored study and a command line can say. One line each. */
import { z } from 'zod';
import { checkedOptions, known, type MethodSpec } from './checked-options.ts';
import { cmaSampler } from './cma-sampler.ts';
import { gpSampler } from './gp-sampler.ts';
import { gridSampler } from './grid-sampler.ts';
import { haltonSampler } from './halton-sampler.ts';
import { samplerNames } from './method-names.ts';
import { nsgaSampler } from './nsga-sampler.ts';
import { randomSampler } from './random-sampler.ts';
import type { Sampler } from './sampler.ts';
import { sobolSampler } from './sobol-sampler.ts';
import { tpeSampler } from './tpe-sampler.ts';

interface NamedSampler {
  make(options: Readonly<Record<string, unknown>>): Sampler;
  /** Whether it can propose one parameter at a time, for spaces that trials declare as they run. */
  readonly oneByOne: boolean;
}

const whole = z.int().min(1).max(1_000_000).optional();

const samplers: Readonly<Record<(typeof samplerNames)[number], NamedSampler>> = {
  tpe: named(
    z.strictObject({ startupTrials: whole, candidates: whole, multivariate: z.boolean().optional() }),
    tpeSampler,
    true,
  ),
  cma_es: named(
    z.strictObject({
      startupTrials: whole,
      population: whole,
      sigma: z.number().optional(),
      separable: z.boolean().optional(),
      others: z.enum(['random', 'tpe']).optional(),
    }),
    cmaSampler,
    false,
  ),
  nsga: named(
    z.strictObject({
      population: whole,
      crossover: z.enum(['sbx', 'uniform']).optional(),
      crossoverProbability: z.number().optional(),
      mutationProbability: z.number().optional(),
      crossoverEta: z.number().optional(),
      mutationEta: z.number().optional(),
    }),
    nsgaSampler,
    false,
  ),
  gp: named(z.strictObject({ startupTrials: whole }), gpSampler, false),
  random: named(z.strictObject({}), randomSampler, true),
  sobol: named(z.strictObject({ scramble: z.boolean().optional() }), sobolSampler, false),
  halton: named(z.strictObject({}), haltonSampler, false),
  grid: named(z.strictObject({ points: whole }), gridSampler, false),
};

/** Names of those that can propose one parameter at a time. */
export const oneByOneSamplers: readonly string[] = samplerNames.filter((name) => samplers[name].oneByOne);

/** @throws PARAM_INVALID for an unknown name or option, or an option out of range */
export function samplerOf({ name, ...options }: MethodSpec): Sampler {
  return known('sampler', samplers, name).make(options);
}

function named<Schema extends z.ZodObject>(
  schema: Schema,
  make: (options: z.output<Schema>) => Sampler,
  oneByOne: boolean,
): NamedSampler {
  return { make: (options) => make(checkedOptions('sampler', schema, options)), oneByOne };
}
