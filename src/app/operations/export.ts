/** `export`: a model as a file that works without this product. */
import { z } from 'zod';
import { exportFormats } from '../../exchange/export-formats.ts';
import { defineOperation } from '../operation.ts';
import { modelReference } from './fields.ts';

const format = z.enum(exportFormats);

export const exportFile = defineOperation({
  name: 'export',
  description: 'Write a model, with its preprocessing, as one JavaScript module without dependencies, or as ONNX.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    format: format
      .default('esm')
      .describe('`esm`: a module for Node, Deno and browsers, equal to the bit. `onnx`: for ONNX runtimes.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe("File to write, whole or not at all. Default: the model's name with .mjs or .onnx."),
  }),
  output: z.object({
    name: z.string(),
    version: z.int(),
    artifactHash: z.string(),
    format,
    output: z.string(),
    bytes: z.int(),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: [
    'modelwright export flights --format esm --output model.mjs',
    'modelwright export flights@3 --format onnx --output model.onnx',
  ],
  async run(platform, input) {
    const { exportModel } = await import('../export-model.ts');
    return await exportModel(await platform.store(), input);
  },
});
