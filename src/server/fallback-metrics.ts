/** Answers that came from something else than the version that was chosen, and versions that are left alone. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { CircuitFigures } from '../serve/fallback/fallback-predictor.ts';

const stateNumbers = { closed: 0, half_open: 1, open: 2 } as const;

/** Adds the figures to a registry. @returns the counter of answers, by model and who answered */
export function fallbackMetrics(
  registry: Registry,
  circuits: () => readonly CircuitFigures[],
): Counter<'model' | 'fallback'> {
  const registers = [registry];
  new Gauge({
    name: 'modelwright_circuit_state',
    help: 'Whether a version of a model with a fallback is asked: 0 yes, 1 one request tries it, 2 no.',
    labelNames: ['model', 'version'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      for (const { model, version, state } of circuits()) this.set({ model, version }, stateNumbers[state]);
    },
  });
  return new Counter({
    name: 'modelwright_fallbacks_total',
    help: 'Requests that the champion before or the rule answered in place of the version that was chosen.',
    labelNames: ['model', 'fallback'],
    registers,
  });
}
