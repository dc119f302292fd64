/** What admission decides, in figures: the limit that was found, what is in flight and waits, and what was sent away. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AdmissionFigures } from '../serve/admission/admission.ts';

/** Adds the figures to a registry; they are read when somebody asks for them. */
export function admissionMetrics(registry: Registry, figures: () => readonly AdmissionFigures[]): void {
  const registers = [registry];
  const labelNames = ['model', 'size'];
  const gauge = (name: string, help: string, read: (one: AdmissionFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const one of figures()) this.set({ model: one.model, size: one.size }, read(one));
      },
    });
  gauge('modelwright_admission_limit', 'Requests that may be in flight now.', ({ limit }) => limit);
  gauge('modelwright_admission_in_flight', 'Requests that are worked on.', ({ inFlight }) => inFlight);
  gauge('modelwright_admission_waiting', 'Requests that wait for a place.', ({ waiting }) => waiting);
  new Counter({
    name: 'modelwright_admission_refused_total',
    help: 'Requests that were told to come back: the line was full, or the wait too long.',
    labelNames: [...labelNames, 'reason'],
    registers,
    collect() {
      this.reset();
      for (const { model, size, refused } of figures()) {
        for (const [reason, count] of Object.entries(refused)) this.inc({ model, size, reason }, count);
      }
    },
  });
}
