/** How often answers were remembered, and what they take in memory. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { CacheFigures } from '../serve/answer-cache/remembered-answers.ts';

/** Adds the figures to a registry; they are read when somebody asks for them. */
export function cacheMetrics(registry: Registry, figures: () => readonly CacheFigures[]): void {
  const registers = [registry];
  new Counter({
    name: 'modelwright_prediction_cache_total',
    help: 'Requests of models that remember answers: found there, predicted, or answered together with another one.',
    labelNames: ['model', 'result'],
    registers,
    collect() {
      this.reset();
      for (const { model, hit, miss, shared } of figures()) {
        for (const [result, count] of Object.entries({ hit, miss, shared })) this.inc({ model, result }, count);
      }
    },
  });
  new Gauge({
    name: 'modelwright_prediction_cache_bytes',
    help: 'About what remembered answers take.',
    labelNames: ['model'],
    registers,
    collect() {
      this.reset();
      for (const { model, bytes } of figures()) this.set({ model }, bytes);
    },
  });
}
