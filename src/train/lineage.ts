/** Where a model comes from: enough to find its data, its code and its pages again. */

import { z } from 'zod';
import { hashJson } from '../core/hash.ts';
import { plainJson } from '../core/plain-json.ts';
import { version as codeVersion } from '../core/version.ts';
import type { Decision } from './decision.ts';
import type { UnlabelledDecision } from './unlabelled/request.ts';

export const lineageSchema = z.object({
  /** The source as the user named it. */
  source: z.string(),
  /** Typed hash of the data as it was read. */
  dataHash: z.string(),
  /** Blob with the data; null when it was too large to keep. */
  snapshotHash: z.string().nullable(),
  /** Hash of the run's settings. */
  configHash: z.string(),
  /** Blob that monitoring compares with, see reference.ts. */
  referenceHash: z.string(),
  /** Blob that the report and the card are drawn from. */
  pageDataHash: z.string(),
  seed: z.number(),
  codeVersion: z.string(),
  nodeVersion: z.string(),
  /** The version that this one was refitted or retrained from, `name@version`. */
  parent: z.string().optional(),
});

export type Lineage = z.output<typeof lineageSchema>;

export function lineageOf(
  decision: Decision | UnlabelledDecision,
  blobs: { readonly referenceHash: string; readonly pageDataHash: string },
  parent?: string,
): Lineage {
  const { request, dataHash, snapshotHash } = decision;
  return {
    source: request.plan.source,
    dataHash,
    snapshotHash: snapshotHash ?? null,
    configHash: hashJson(plainJson(request)),
    ...blobs,
    seed: request.seed,
    codeVersion,
    nodeVersion: process.versions.node,
    parent,
  };
}
