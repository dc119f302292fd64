/** What the log holds about a person, for the person: every event with its labels, one line of JSON each. */
import { requireWanted } from '../core/checkpoint.ts';
import type { Store } from '../store/open-store.ts';
import { homeKey } from '../store/privacy/home-key.ts';
import { isAbout, subjectTexts } from '../store/privacy/subject.ts';
import { listVersions } from '../tracking/registry.ts';
import { writeOutput } from './write-output.ts';

/** @throws OUTPUT_UNWRITABLE, CANCELLED */
export async function exportPredictions(
  store: Store,
  {
    model,
    column,
    values,
    output,
    signal,
  }: {
    readonly model?: string;
    readonly column: string;
    readonly values: readonly string[];
    readonly output: string;
    readonly signal?: AbortSignal;
  },
) {
  const wanted = isAbout(column, subjectTexts(await homeKey(store.home), values));
  const models = model ? [model] : [...new Set((await listVersions(store)).map(({ name }) => name))];
  const lines: string[] = [];
  for (const name of models) {
    for await (const batch of store.predictions.read(name)) {
      requireWanted(signal, 'predictions export');
      for (const event of batch.filter(wanted)) {
        const labels = await store.labels.history(event.predictionId);
        lines.push(`${JSON.stringify({ ...event, labels })}\n`);
      }
    }
  }
  await writeOutput(output, lines.join(''));
  return { output, events: lines.length };
}
