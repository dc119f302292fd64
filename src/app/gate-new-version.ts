/** Versions that a run has just made, held to the tests and gates of the project before they may lead. */
import { isModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { promote, resolveModel } from '../tracking/registry.ts';
import type { Platform } from './platform.ts';
import { testModel } from './test-model.ts';

/** What became of a new version. */
export interface Gated {
  readonly passed: boolean;
  /** What did not pass, or why nothing could be tested. */
  readonly failed: readonly string[];
}

/**
 * Tests a version on its own sealed holdout. What cannot be tested does not pass: a version without a holdout needs labelled data,
 * which only a person can name.
 */
export async function gateNewVersion(platform: Platform, ref: string, onProgress: OnProgress): Promise<Gated> {
  const { project: declared, actor } = platform;
  try {
    const { passed, failed } = await testModel(await platform.store(), {
      model: ref,
      declared,
      seed: testSeed,
      actor,
      onProgress,
    });
    return { passed, failed };
  } catch (error) {
    if (!isModelwrightError(error) || error.code === 'INTERNAL') throw error;
    return { passed: false, failed: [`not tested: ${error.message}`] };
  }
}

/** The default seed of `modelwright test`. */
const testSeed = 7;

/** Makes a version champion when it is the first that beats its baseline and passes. */
export async function crownIfFirst(
  platform: Platform,
  { model, lift }: { readonly model: { name: string; version: number }; readonly lift: { readonly verdict: string } },
  onProgress: OnProgress,
): Promise<{ gated: Gated; champion: boolean }> {
  const ref = `${model.name}@${model.version}`;
  const gated = await gateNewVersion(platform, ref, onProgress);
  const store = await platform.store();
  const leads = await hasChampion(platform, model.name);
  if (!gated.passed || lift.verdict !== 'lift' || leads) return { gated, champion: false };
  const reason = 'the first version that beats its baseline and passes its gates';
  await promote(store, { ref, reason, actor: platform.actor });
  return { gated, champion: true };
}

async function hasChampion(platform: Platform, name: string): Promise<boolean> {
  const { aliases } = await resolveModel(await platform.store(), name);
  return aliases.includes('champion');
}
