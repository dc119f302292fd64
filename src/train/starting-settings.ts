/** Strong settings to begin with, by what is known about the rows. */
import type { Facts } from './facts.ts';

/** Parameters of a predictor that differ from its defaults. */
export type Settings = Readonly<Record<string, unknown>>;

const watched = { earlyStoppingRounds: 30 };

/**
 * Boosting grows a tree for each class in each round, so that with many classes a round costs more and brings more: fewer,
 * longer steps reach nearly the same in a fraction of the time.
 */
export function boosted({ nClasses }: Facts): Settings {
  if (nClasses > 10) return { nEstimators: 150, learningRate: 0.2, earlyStoppingRounds: 15 };
  if (nClasses > 3) return { nEstimators: 300, learningRate: 0.1, earlyStoppingRounds: 20 };
  return { nEstimators: 500, learningRate: 0.08, ...watched };
}

/** Drawn splits learn less from each tree, and less of the noise. */
export function drawn(facts: Facts): Settings {
  const steps = facts.nClasses > 3 ? boosted(facts) : { nEstimators: 1000, learningRate: 0.05, ...watched };
  return { ...steps, extraTrees: true };
}

/** Amounts of which the parts multiply and the spread grows with the mean: by the logarithm, and less of the largest. */
export function multiplying(facts: Facts): Settings[] {
  return facts.isAmount ? [{ ...boosted(facts), objective: 'tweedie' }] : [];
}

/** Small steps, for which few outputs leave the time. */
export const patient: readonly Settings[] = [
  { nEstimators: 800, learningRate: 0.03, numLeaves: 63, featureFraction: 0.6, subsample: 0.8, ...watched },
  {
    nEstimators: 1000,
    learningRate: 0.05,
    numLeaves: 20,
    featureFraction: 0.4,
    subsample: 0.7,
    lambdaL2: 5,
    minChildSamples: 40,
    ...watched,
  },
  { nEstimators: 1000, learningRate: 0.03, numLeaves: 128, featureFraction: 0.9, minChildSamples: 3, ...watched },
];

/**
 * Boosting's settings with some of them drawn. Shorter steps have as many more rounds as they need to reach as far; most
 * end early.
 */
export function withDrawnSteps(base: Settings, drawn: Settings): Settings {
  const both = { ...base, ...drawn };
  const [rounds, step, drawnStep] = [base['nEstimators'], base['learningRate'], drawn['learningRate']].map(Number);
  return drawnStep < step ? { ...both, nEstimators: Math.round((rounds * step) / drawnStep) } : both;
}

/** Trees of one split add up column by column, so each column's part can be drawn as a curve. */
export const additive: Settings = { nEstimators: 800, learningRate: 0.1, numLeaves: 2, ...watched };

export const smallBoosting: Settings = { nEstimators: 60, learningRate: 0.2, numLeaves: 8, earlyStoppingRounds: 15 };

/** Logistic regression of several classes is nearly where it ends after few steps, and the last ones take long. */
export const early: Settings = { maxIterations: 10, tolerance: 1e-3 };

/** A linear model over the many columns that numbers become, for which the last steps take long as well; ridge has no steps. */
export function overMany({ task }: Facts): Settings {
  return task === 'regression' ? {} : early;
}

/** Below this share of a class, one of the candidates gives all classes the same weight. */
const rare = 0.05;

/** All classes of the same weight, where one is rare. */
export function balanced(facts: Facts): Settings[] {
  return (facts.rarest ?? 1) < rare ? [{ ...boosted(facts), classWeight: 'balanced' }] : [];
}

/** Networks settle by steps that fall to nothing; most are done long before those that watch for an end would be. */
const settling = { schedule: 'linear', hiddenUnits: 192, nEpochs: 30, earlyStoppingRounds: 15 };

/** A network over plain columns. */
const network: Settings = { ...settling, dropout: 0.1, learningRate: 3e-3 };

/** Networks over plain columns: of many classes one learns more by normalised units where the classes hardly overlap, so it goes first. */
export function networks({ nClasses }: Facts): Settings[] {
  return nClasses > 3 ? [{ ...network, batchNorm: true }, network] : [network];
}

/** A network that noise would lead astray. */
export const gentleNetwork: Settings = { ...settling, dropout: 0.2, learningRate: 2e-3, weightDecay: 0.5 };

/** Rows below which a network over many columns is held back more. */
const fewNetworkRows = 10_000;

/** A network over pieces of numbers, which are many columns. */
export function piecedNetwork({ rows }: Facts): Settings {
  const held = rows < fewNetworkRows ? gentleNetwork : { dropout: 0.15, learningRate: 3e-3, weightDecay: 0.25 };
  return { ...settling, ...held, nEpochs: 20, earlyStoppingRounds: 10 };
}
