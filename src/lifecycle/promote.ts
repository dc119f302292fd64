/** Promotion with its gates: a champion has to beat its baseline and to pass what the project declares. */
import { ModelwrightError } from '../core/errors.ts';
import { failures } from '../evaluate/test-findings.ts';
import type { Store } from '../store/open-store.ts';
import { type AliasMove, type ModelVersion, promote, resolveModel } from '../tracking/registry.ts';
import { latestVersionTest } from '../tracking/version-tests.ts';
import { testFindings } from '../train/test-record.ts';

export interface Promotion {
  readonly ref: string;
  readonly alias: string;
  readonly reason: string;
  readonly actor: string;
  /** Promote what is refused, too; the reason says why. */
  readonly force?: boolean;
  /** Hash of the declared tests and gates that a champion must have passed; absent when none are declared. */
  readonly specHash?: string;
}

/**
 * Points an alias at a version. Aliases other than `champion` are free.
 *
 * @throws PROMOTION_REFUSED for a champion whose verdict is not `lift`, or that did not pass the declared tests, unless forced.
 */
export async function promoteModel(store: Store, { force, specHash, ...move }: Promotion): Promise<AliasMove> {
  const found = await resolveModel(store, move.ref);
  const model = `${found.name}@${found.version}`;
  if (move.alias === 'champion' && !force) {
    const reason = await promotionRefusal(store, found, specHash);
    if (reason) throw new ModelwrightError('PROMOTION_REFUSED', { model, reason });
  }
  return await promote(store, { ...move, ref: model });
}

/** Why a version may not become champion; undefined when it may. @param specHash see `Promotion`. */
export async function promotionRefusal(
  store: Store,
  version: ModelVersion,
  specHash?: string,
): Promise<string | undefined> {
  const reason = verdictRefusal(version) ?? (specHash && (await testRefusal(store, version, specHash)));
  return reason ? `${reason}; pass --force with a reason to overrule that` : undefined;
}

function verdictRefusal({ promotable, verdict }: ModelVersion): string | undefined {
  return promotable ? undefined : `its verdict against the baseline is ${verdict ?? 'unknown'}`;
}

/** A test counts only against what is declared now. */
async function testRefusal(store: Store, version: ModelVersion, specHash: string): Promise<string | undefined> {
  const test = await latestVersionTest(store, version, specHash);
  if (!test) {
    const command = `modelwright test ${version.name}@${version.version}`;
    return `it was not tested against the tests and gates of the project as they are now (${command})`;
  }
  if (test.passed) return undefined;
  return failures(await testFindings(store, test)).join('; ');
}
