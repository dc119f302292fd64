/** What a training took, for its pages. */
import { machineOf, type ResourceUse } from '../core/resource-use.ts';
import { type CardFacts, defaultWattsPerCore } from '../evaluate/card/card-facts.ts';
import type { ReportCost } from '../evaluate/report-data.ts';

/** The figures of this process and its machine, with what the project says about energy. */
export function trainingCost(
  { wallMs, cpuSeconds, peakBytes }: ResourceUse,
  threads: number,
  card: CardFacts | undefined,
): ReportCost {
  return {
    wallMs: Math.round(wallMs),
    cpuSeconds,
    peakBytes,
    threads,
    machine: machineOf(),
    wattsPerCore: card?.wattsPerCore ?? defaultWattsPerCore,
    gramsCo2PerKwh: card?.gramsCo2PerKwh,
  };
}
