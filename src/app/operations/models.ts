/** `models ...`: the registry. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { alias, modelName, modelReference, reason, versionRow } from './fields.ts';

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
  description: 'Check an artifact: its hash, its structure, and that it repeats its golden rows bit for bit.',
  positional: ['model'],
  input: z.object({ model: modelReference }),
  output: z.object({
    name: z.string(),
    version: z.int(),
    artifactHash: z.string(),
    lineage: z.unknown(),
    bytes: z.int(),
    goldenRows: z.int().describe('Rows whose predictions were repeated bit for bit.'),
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
    'Register a LightGBM text model or an XGBoost JSON or UBJSON model, which predicts here as it does there.',
  positional: ['file'],
  input: z.object({
    file: z.string().min(1).describe('File that LightGBM or XGBoost wrote with save_model.'),
    name: modelName,
    target: z.string().min(1).default('target').describe('Column that the model predicts, for evaluations.'),
    classes: z
      .array(z.string().min(1))
      .default([])
      .meta({ commas: true })
      .describe('Classes in the order of their codes, in the text of the data; default 0,1,...'),
  }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    importedFrom: z.enum(['lightgbm', 'xgboost']),
    objective: z.string(),
    task: z.string(),
    classes: z.array(z.string()),
    inputs: z.array(z.object({ name: z.string(), type: z.string() })),
    trees: z.int(),
    artifactHash: z.string(),
    fileHash: z.string().describe('SHA-256 of the file; kept in the lineage.'),
  }),
  access: { role: 'operator', resource: 'model' },
  examples: ['modelwright models import churn.txt --name churn --target churn --classes no,yes'],
  async run(platform, input) {
    const { importFromFile } = await import('../import-from-file.ts');
    return await importFromFile(() => platform.store(), { ...input, actor: platform.actor });
  },
});
