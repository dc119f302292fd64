/** The hyper-parameters under which a Gaussian process finds its data most likely. */
import { exp } from '../../../math/exp.ts';
import { minimizeLbfgs, type Slope } from '../../../math/lbfgs.ts';
import { log } from '../../../math/log.ts';
import { fitProcess, type GpData, type GpParameters, likelihoodGradient } from './process.ts';

/** Minus the logarithm of a prior density by the logarithm of a parameter, up to a constant. */
type Prior = (logarithm: number) => { readonly penalty: number; readonly slope: number };

/** Of 1 / length scale²: symmetric around 1 on the logarithm, flat from a third of the range to three times it. */
const precisionPrior: Prior = (logPrecision) => {
  const x = exp(logPrecision);
  return { penalty: 0.1 / x + 0.1 * x, slope: -0.1 / x + 0.1 * x };
};

/** Gamma(2, 1). */
const variancePrior: Prior = (logVariance) => {
  const x = exp(logVariance);
  return { penalty: x - logVariance, slope: x - 1 };
};

/** Gamma(1.1, 30): few trials look like noise to a process that is free to say so, and then nothing is learned from them. */
const noisePrior: Prior = (logNoise) => {
  const x = exp(logNoise);
  return { penalty: 30 * x - 0.1 * logNoise, slope: 30 * x - 0.1 };
};

/**
 * Maximum of the marginal likelihood, times the priors of Optuna's Gaussian process: they keep parameters finite of which
 * the data say nothing, and explain by the function rather than by noise.
 *
 * @param count number of parameters. @param data values of mean 0 and variance 1.
 */
export function learnParameters(data: GpData, count: number): GpParameters {
  const priors = [...Array<Prior>(count).fill(precisionPrior), variancePrior, noisePrior];
  const slopeAt = (x: Float64Array): Slope => {
    const parameters = parametersOf(x);
    const process = fitProcess(data, parameters);
    if (process === undefined) return { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(x.length) };
    const gradient = likelihoodGradient(data, parameters, process).map((g) => -g);
    let value = -process.logLikelihood;
    priors.forEach((prior, i) => {
      const { penalty, slope } = prior(x[i]);
      value += penalty;
      gradient[i] += slope;
    });
    return { value, gradient };
  };
  const start = new Float64Array(count + 2);
  // Enough noise at the start that the matrix can be factored.
  start[count + 1] = log(1e-3);
  return parametersOf(minimizeLbfgs(slopeAt, start, { maxIterations: 60, tolerance: 1e-3 }).x);
}

/** Log precisions, then the log variance and the log noise. */
function parametersOf(x: Float64Array): GpParameters {
  const count = x.length - 2;
  return { logPrecisions: x.slice(0, count), logVariance: x[count], logNoise: Math.max(x[count + 1], log(1e-9)) };
}
