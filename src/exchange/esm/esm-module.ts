/** A model as one ES module without dependencies: preprocessing, model and labels, for any JavaScript runtime. */
import { dirname, join } from 'node:path';
import { version as productVersion } from '../../core/version.ts';
import { workerFile } from '../../core/worker-file.ts';
import type { ExportLabel, ExportPlan } from '../export-plan.ts';
import { linkSources, scopeName } from './link-sources.ts';
import { literal } from './literal.ts';
import { packModel, packRule } from './pack-model.ts';
import type { Metadata, ModulePlan } from './runtime/plan.ts';

/** Exports of the carried code that the module hands on; the types know that they are there. */
const predictorOf: keyof typeof import('./runtime/predictor.ts') = 'predictorOf';
const rowError: keyof typeof import('./runtime/row-error.ts') = 'RowError';

/** Source text of the module. The same model gives the same text. It exports `predict`, `metadata` and `RowError`. */
export async function esmModule(
  { signature, steps, nSlots, model, rule }: ExportPlan,
  label: ExportLabel,
): Promise<string> {
  const entry = workerFile(import.meta.url, './runtime/predictor.ts');
  const root = join(dirname(entry), '../../..');
  const errors = join(dirname(entry), 'row-error.js');
  const metadata: Metadata = { ...label, inputs: signature.inputs, target: signature.target };
  const plan: ModulePlan = { steps, nSlots, model: packModel(model), ...(rule && { rule: packRule(rule) }) };
  return [
    `// A model as one module, exported by modelwright ${productVersion}.`,
    '// predict(row) gives { prediction, probabilities }; predict(rows) gives { predictions, probabilities }.\n',
    await linkSources(entry, root),
    '/** Where the model comes from, the columns it takes and what it predicts. */',
    `export const metadata = ${literal(metadata)};\n`,
    `export const predict = ${scopeName(entry, root)}.${predictorOf}(metadata, ${literal(plan)});\n`,
    '/** What predict throws: `code` says why, `details` where. */',
    `export const { ${rowError} } = ${scopeName(errors, root)};\n`,
  ].join('\n');
}
