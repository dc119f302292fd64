/** Answers of a network. Carried inside exported modules. */
import { outputsOf } from '../../../estimators/neural/network.ts';
import { singlesOf } from './decode.ts';
import { takeFinite } from './finite-features.ts';
import type { ModelOf, Outputs } from './plan.ts';
import { softmax } from './softmax.ts';

/** The function of a network: inputs are scaled, held within bounds and rounded to float32, as in training. */
export function compileNetwork(model: ModelOf<'network'>): Outputs {
  const { features, inputs, bound, nClasses, present, target } = model;
  const layers = model.layers.map(({ weights, biases, ...size }) => {
    return { ...size, weights: singlesOf(weights), biases: singlesOf(biases) };
  });
  const values = new Float64Array(features.length);
  const scaled = new Float32Array(layers[0].inputs);
  return ({ numbers }, row) => {
    takeFinite(numbers, features, values, row);
    for (let j = 0; j < values.length; j++) {
      const away = (values[j] - inputs.means[j]) * inputs.scales[j];
      scaled[j] = inputs.scales[j] === 0 ? 0 : Math.max(-bound, Math.min(bound, away));
    }
    const outputs = outputsOf(layers, scaled, 1);
    if (nClasses === 0) return Float64Array.of(target.mean + target.deviation * outputs[0]);
    const shares = softmax(outputs.subarray(0, present.length));
    const probabilities = new Float64Array(nClasses);
    for (let k = 0; k < present.length; k++) probabilities[present[k]] = shares[k];
    return probabilities;
  };
}
