/** `models ...`: the registry. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { decisionRule } from './answer-fields.ts';
import { comparedModels } from './compared-models.ts';
import { comparedUnlabelled } from './compared-unlabelled.ts';
import { alias, modelName, modelReference, reason, seed, source, versionRow } from './fields.ts';
import { importInput, importOutput } from './import-fields.ts';

const registry = () => import('../../tracking/registry.ts');
const lifecycle = () => import('../../lifecycle/promote.ts');

const moved = z.object({
  name: z.string(),
  alias: z.string(),
  from: z.int().nullable().describe('Version before; null when the alias is new.'),
  version: z.int().describe('Version now.'),
  artifactHash: z.string(),
});

export const modelsList = defineOperation({
  name: 'models.list',
  description: 'List every version of every model, the newest first.',
  positional: [],
  input: z.object({ name: modelName.optional().describe('Only this model.') }),
  output: z.object({ models: z.array(versionRow) }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright models list', 'modelwright models list --name flights --json'],
  async run(platform, input) {
    const { listVersions } = await registry();
    return { models: await listVersions(await platform.store(), input.name) };
  },
});

export const modelsShow = defineOperation({
  name: 'models.show',
  description: 'Show one version: aliases, hashes, signature and lineage.',
  positional: ['model'],
  input: z.object({ model: modelReference }),
  output: versionRow.extend({
    runId: z.string().nullable(),
    verdict: z.string().nullable(),
    directlyEvaluated: z.boolean().describe('False for a version fitted on every row after another was judged.'),
    signature: z.unknown(),
    calibration: z.string().optional().describe('What corrects the probabilities; absent for regression and imports.'),
    decision: decisionRule.optional().describe('Which class is answered; absent for regression and imports.'),
    lineage: z.record(z.string(), z.unknown()),
    metrics: z.record(z.string(), z.number().nullable()),
    reportPath: z.string().nullable(),
    cardPath: z.string().nullable(),
    tested: z
      .object({ at: z.string(), actor: z.string(), passed: z.boolean(), failed: z.array(z.string()) })
      .nullable()
      .describe('The latest `modelwright test` of this version.'),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright models show flights', 'modelwright models show flights@2 --json'],
  async run(platform, input) {
    const { showModel } = await import('../show-model.ts');
    return await showModel(await platform.store(), input.model);
  },
});

export const modelsCard = defineOperation({
  name: 'models.card',
  description:
    'Write the model card of a version from what its training recorded: use, owners, data, figures with intervals, cost.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    format: z
      .enum(['html', 'md', 'json'])
      .default('html')
      .describe('`html`: one page. `md`: Markdown that Hugging Face reads. `json`: for programs.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe("File to write, whole or not at all. Default: the model's name with -card and the format."),
  }),
  output: z.object({
    name: z.string(),
    version: z.int(),
    format: z.enum(['html', 'md', 'json']),
    output: z.string(),
    bytes: z.int(),
    unsaid: z.array(z.string()).describe('What nobody said in the configuration when it was trained.'),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright models card flights', 'modelwright models card flights@3 --format md --output MODEL_CARD.md'],
  async run(platform, input) {
    const { writeModelCard } = await import('../write-model-card.ts');
    return await writeModelCard(await platform.store(), input);
  },
});

export const modelsCompare = defineOperation({
  name: 'models.compare',
  description:
    'Compare two models on the same labelled rows, in pairs, and write a report; without a source, on a sealed holdout.',
  positional: ['a', 'b', 'source'],
  input: z.object({
    a: modelReference,
    b: modelReference.describe('The model that the first is compared with.'),
    source: source.optional(),
    holdout: modelReference
      .optional()
      .describe('Without a source: the version whose sealed holdout is asked; default the first model.'),
    metric: z
      .string()
      .optional()
      .describe('Metric that the verdict goes by; default what the first model was trained for.'),
    labelColumn: z
      .string()
      .optional()
      .describe(
        'Models without a target: column that says what rows really are. Default: the one that a training named, where the rows have it.',
      ),
    positiveClass: z.string().optional().describe('Anomaly models: the text of an anomaly in the label column.'),
    format: z.enum(['html', 'md', 'json']).default('html').describe('Of the report.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe('Report to write, whole or not at all. Default: comparison with the format.'),
    seed,
  }),
  output: z.union([comparedModels, comparedUnlabelled]),
  access: { role: 'viewer', resource: 'model' },
  examples: [
    'modelwright models compare flights@3 flights@2',
    'modelwright models compare flights@3 flights@2 flights-march.csv --format md --output compared.md',
  ],
  async run(platform, input, { onProgress }) {
    if (input.source !== undefined && input.holdout !== undefined) {
      const { ModelwrightError } = await import('../../core/errors.ts');
      const law = 'no value beside a source';
      throw new ModelwrightError('PARAM_INVALID', { name: 'holdout', law, value: input.holdout });
    }
    const { writeComparison } = await import('../write-comparison.ts');
    const { a: first, b: second, ...rest } = input;
    const request = { ...rest, first, second, actor: platform.actor, onProgress };
    return await writeComparison(await platform.store(), request);
  },
});

export const modelsPromote = defineOperation({
  name: 'models.promote',
  description: 'Point an alias at a version; servers follow within a second.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    alias,
    reason,
    force: z
      .boolean()
      .default(false)
      .describe('Promote although the model does not beat its baseline, or fails its tests or gates.'),
  }),
  output: moved,
  access: { role: 'admin', resource: 'model' },
  examples: ['modelwright models promote flights@3 --alias champion --reason "better on March"'],
  async run(platform, input) {
    const { promoteModel } = await lifecycle();
    const { declaresLaws, hashDeclared } = await import('../declared.ts');
    const { model: ref, ...move } = input;
    const { actor, project } = platform;
    const specHash = declaresLaws(project) ? hashDeclared(project) : undefined;
    return await promoteModel(await platform.store(), { ref, ...move, actor, specHash });
  },
});

export const modelsRollback = defineOperation({
  name: 'models.rollback',
  description: "Go one step back in an alias's promotions; repeated, it goes further back.",
  positional: ['name'],
  input: z.object({ name: modelName, alias, reason: reason.default('rolled back') }),
  output: moved,
  access: { role: 'admin', resource: 'model' },
  examples: ['modelwright models rollback flights', 'modelwright models rollback flights --reason "complaints"'],
  async run(platform, input) {
    const { rollback } = await registry();
    return await rollback(await platform.store(), { ...input, actor: platform.actor });
  },
});

export const modelsHistory = defineOperation({
  name: 'models.history',
  description: 'Show who moved which alias when, from where, to where and why.',
  positional: ['name'],
  input: z.object({ name: modelName }),
  output: z.object({
    history: z.array(
      z.object({
        at: z.string(),
        actor: z.string(),
        action: z.string(),
        alias: z.string(),
        from: z.int().nullable(),
        to: z.int().nullable(),
        reason: z.string(),
      }),
    ),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright models history flights'],
  async run(platform, input) {
    const { history } = await registry();
    return { history: await history(await platform.store(), input.name) };
  },
});

export const modelsVerify = defineOperation({
  name: 'models.verify',
  description:
    'Check an artifact: its hash, its structure, and that it repeats its golden rows: bit for bit, an ONNX model within 1e-5.',
  positional: ['model'],
  input: z.object({ model: modelReference }),
  output: z.object({
    name: z.string(),
    version: z.int(),
    artifactHash: z.string(),
    lineage: z.unknown(),
    bytes: z.int(),
    goldenRows: z.int().describe('Rows whose predictions were repeated.'),
    verified: z.literal(true),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright models verify flights@3'],
  async run(platform, input) {
    const { verifyModel } = await import('../verify-model.ts');
    return await verifyModel(await platform.store(), input.model);
  },
});

export const modelsImport = defineOperation({
  name: 'models.import',
  description:
    'Register an ONNX model, a LightGBM text model or an XGBoost JSON or UBJSON model, which predicts here as it does there.',
  positional: ['file'],
  input: importInput,
  output: importOutput,
  access: { role: 'operator', resource: 'model' },
  examples: [
    'modelwright models import churn.txt --name churn --target churn --classes no,yes',
    'modelwright models import iris.onnx --name iris --columns sepal_length,sepal_width,petal_length,petal_width',
  ],
  async run(platform, input) {
    const { importFromFile } = await import('../import-from-file.ts');
    return await importFromFile(() => platform.store(), { ...input, actor: platform.actor });
  },
});

export const modelsTypes = defineOperation({
  name: 'models.types',
  description:
    'Write TypeScript types of the rows that a model takes and the answers that it gives, for modelwright/client.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    output: z
      .string()
      .min(1)
      .optional()
      .describe("File to write, whole or not at all. Default: the model's name with -types.ts."),
  }),
  output: z.object({
    name: z.string(),
    version: z.int(),
    artifactHash: z.string(),
    type: z.string().describe('Name of the type to give to the client.'),
    output: z.string(),
    bytes: z.int(),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright models types flights', 'modelwright models types flights@3 --output src/flights.ts'],
  async run(platform, input) {
    const { writeModelTypes } = await import('../model-types.ts');
    return await writeModelTypes(await platform.store(), input);
  },
});
