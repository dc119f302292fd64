/** What an import of a model of another library takes and answers. */
import { z } from 'zod';
import { modelName } from './fields.ts';

const tensorSpec = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.int().nullable()).describe('null: a length that a call chooses.'),
});

export const importInput = z.object({
  file: z.string().min(1).describe('An .onnx file, or one that LightGBM or XGBoost wrote with save_model.'),
  name: modelName,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, '64 hexadecimal digits')
    .optional()
    .describe('SHA-256 that the file must have, as its maker published it; else nothing is registered.'),
  target: z.string().min(1).default('target').describe('Column that the model predicts, for evaluations.'),
  classes: z
    .array(z.string().min(1))
    .default([])
    .meta({ commas: true })
    .describe('Classes in the order of their codes, in the text of the data; default what the file tells, or 0,1,...'),
  columns: z
    .array(z.string().min(1))
    .default([])
    .meta({ commas: true })
    .describe("ONNX: names of the columns in the order of the graph's inputs; default the names of the inputs."),
});

export const importOutput = z.object({
  model: z.object({ name: z.string(), version: z.int() }),
  importedFrom: z.enum(['lightgbm', 'xgboost', 'onnx']),
  serves: z.enum(['rows', 'tensors']).describe('`tensors`: through the Open Inference Protocol only.'),
  objective: z.string(),
  task: z.string(),
  classes: z.array(z.string()),
  inputs: z.array(z.object({ name: z.string(), type: z.string() })),
  trees: z.int().optional(),
  nodes: z.int().optional().describe('ONNX: operators of the graph.'),
  reason: z.string().optional().describe('Why it takes tensors only.'),
  graph: z.object({ inputs: z.array(tensorSpec), outputs: z.array(tensorSpec) }).optional(),
  artifactHash: z.string(),
  fileHash: z.string().describe('SHA-256 of the file; kept in the lineage.'),
});
