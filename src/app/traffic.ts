/** The logged predictions that one look at a version in use takes in. */
import { requireWanted } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import type { ModelVersion } from '../tracking/registry.ts';

export interface Traffic {
  /** All events, those of requests and of batches. */
  readonly events: readonly PredictionEvent[];
  /** HTTP traffic where there is any, else batch predictions. */
  readonly looked: readonly PredictionEvent[];
  readonly from: 'http' | 'batch';
}

/** Most logged predictions that one look takes in: the latest. */
const mostEvents = 100_000;

/**
 * The latest events of a version.
 *
 * @param since ISO instant from which on traffic counts.
 * @throws ROWS_TOO_FEW when nothing was logged, CANCELLED.
 */
export async function trafficOf(
  store: Store,
  { name, version }: Pick<ModelVersion, 'name' | 'version'>,
  { since, signal }: { readonly since?: string; readonly signal?: AbortSignal },
): Promise<Traffic> {
  const events = await latestEvents(store, { name, version, since, signal });
  if (events.length === 0) {
    const what = `monitoring ${name}@${version} (logged predictions; serve it, or pass --current <source>)`;
    throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
  }
  const http = events.filter(({ source }) => source === 'http');
  return http.length > 0 ? { events, looked: http, from: 'http' } : { events, looked: events, from: 'batch' };
}

async function latestEvents(
  store: Store,
  {
    name,
    version,
    since,
    signal,
  }: { readonly name: string; readonly version: number; readonly since?: string; readonly signal?: AbortSignal },
): Promise<PredictionEvent[]> {
  let events: PredictionEvent[] = [];
  for await (const batch of store.predictions.read(name, { since, versions: [version] })) {
    requireWanted(signal, 'monitor');
    events.push(...batch);
    if (events.length > 2 * mostEvents) events = latest(events);
  }
  return latest(events);
}

function latest(events: PredictionEvent[]): PredictionEvent[] {
  if (events.length <= mostEvents) return events;
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-mostEvents);
}
