/** Names of samplers and pruners, apart from what they are, so that help costs nothing. */

/** The default first. */
export const samplerNames = ['tpe', 'cma_es', 'nsga', 'gp', 'random', 'sobol', 'halton', 'grid'] as const;

export const prunerNames = [
  'median',
  'percentile',
  'successive_halving',
  'hyperband',
  'patient',
  'threshold',
  'wilcoxon',
] as const;
