/** The hyper-parameters under which a Gaussian process finds its data most likely. */
import { minimizeLbfgs, type Slope } from '../../../math/lbfgs.ts';
import { log } from '../../../math/log.ts';
import { fitProcess, type GpData, type GpParameters, likelihoodGradient } from './process.ts';

/** Centre and width of a weak normal prior, which few data need. */
interface Prior {
  readonly centre: number;
  readonly width: number;
}

/**
 * Maximum of the marginal likelihood, under weak priors that keep parameters finite of which the data say nothing: length
 * scales around half the range, longer in more dimensions (Hvarfner et al. 2024), a variance around 1, and little noise.
 *
 * @param count number of parameters. @param data values of mean 0 and variance 1.
 */
export function learnParameters(data: GpData, count: number): GpParameters {
  const precision: Prior = { centre: -2 * log(0.5) - log(Math.max(1, count / 4)), width: 2.5 };
  const priors = [...Array<Prior>(count).fill(precision), { centre: 0, width: 1.5 }, { centre: log(1e-5), width: 3 }];
  const slopeAt = (x: Float64Array): Slope => {
    const parameters = parametersOf(x);
    const process = fitProcess(data, parameters);
    if (process === undefined) return { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(x.length) };
    const gradient = likelihoodGradient(data, parameters, process).map((g) => -g);
    let value = -process.logLikelihood;
    priors.forEach(({ centre, width }, i) => {
      const z = (x[i] - centre) / width;
      value += 0.5 * z * z;
      gradient[i] += z / width;
    });
    return { value, gradient };
  };
  const start = Float64Array.from(priors, ({ centre }) => centre);
  // Enough noise at the start that the matrix can be factored.
  start[count + 1] = log(1e-3);
  return parametersOf(minimizeLbfgs(slopeAt, start, { maxIterations: 40, tolerance: 1e-3 }).x);
}

/** Log precisions, then the log variance and the log noise. */
function parametersOf(x: Float64Array): GpParameters {
  const count = x.length - 2;
  return { logPrecisions: x.slice(0, count), logVariance: x[count], logNoise: Math.max(x[count + 1], log(1e-9)) };
}
