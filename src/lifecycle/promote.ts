/** Promotion with its gate: a champion has to beat its baseline. */
import { ModelwrightError } from '../core/errors.ts';
import type { Store } from '../store/open-store.ts';
import { type AliasMove, promote, resolveModel } from '../tracking/registry.ts';

export interface Promotion {
  readonly ref: string;
  readonly alias: string;
  readonly reason: string;
  readonly actor: string;
  /** Promote what has no lift too; the reason says why. */
  readonly force?: boolean;
}

/**
 * Points an alias at a version. Aliases other than `champion` are free.
 *
 * @throws PROMOTION_REFUSED for a champion whose verdict is not `lift`, unless forced.
 */
export async function promoteModel(store: Store, { force, ...move }: Promotion): Promise<AliasMove> {
  const { name, version, promotable, verdict } = await resolveModel(store, move.ref);
  if (move.alias === 'champion' && !promotable && !force) {
    throw new ModelwrightError('PROMOTION_REFUSED', {
      model: `${name}@${version}`,
      reason: `its verdict against the baseline is ${verdict ?? 'unknown'}; pass --force with a reason to overrule that`,
    });
  }
  return await promote(store, { ...move, ref: `${name}@${version}` });
}
