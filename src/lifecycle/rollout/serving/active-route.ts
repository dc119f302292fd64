/** A route that a server carries out: which variant a request gets, with which chance, and the loaded versions behind the names. */

import { createAssigner } from '../../../abtest/assignment/create-assigner.ts';
import { unitPoint } from '../../../abtest/assignment/unit-point.ts';
import { chooseArm } from '../../../abtest/bandits/arm-shares.ts';
import { newId } from '../../../core/ids.ts';
import type { Asked } from '../../../serve/predictor.ts';
import type { Resolved } from '../../../serve/resolver.ts';
import { contextOf, contextShares } from '../contextual-traffic.ts';
import type { RequestCounts } from './request-counts.ts';
import type { Route } from './route.ts';

/** Header that names the variant of a request, where the policy permits it. */
const variantHeader = 'modelwright-variant';

export interface Choice {
  readonly variant: string;
  /** Absent when the version could not be loaded. */
  readonly resolved?: Resolved;
  readonly propensity: number;
  /** What the choice sticks to; absent for a request by itself. */
  readonly unit?: string;
  /** False for a variant that the request named. */
  readonly isCounted: boolean;
}

export interface ActiveRoute {
  readonly route: Route;
  /** The champion, loaded. */
  readonly champion: Resolved;
  readonly counts: RequestCounts;
  /** Loaded versions by their names; those that could not be loaded are absent. */
  readonly versions: ReadonlyMap<string, Resolved>;
  choose(asked: Asked): Choice;
}

const longestUnit = 1000;

export function activateRoute(
  route: Route,
  champion: Resolved,
  versions: ReadonlyMap<string, Resolved>,
  counts: RequestCounts,
): ActiveRoute {
  const { rolloutId, shares, unit, override, context } = route;
  const variants = shares.map(({ variant, millionths }) => ({ name: variant, weight: millionths }));
  const assign = createAssigner({ seed: rolloutId, variants });
  const versionOf = new Map(shares.map(({ variant, version }) => [variant, version]));
  const isOpen = shares.map(({ millionths }) => millionths > 0);

  function chosen(variant: string, propensity: number, unit?: string, isCounted = true): Choice {
    return { variant, resolved: versions.get(versionOf.get(variant) ?? ''), propensity, unit, isCounted };
  }

  /** The variant that the request names by itself or by its version's number. */
  function named({ header }: Asked): Choice | undefined {
    const name = override ? header?.(variantHeader) : undefined;
    if (name === undefined) return undefined;
    const found = shares.find(({ variant, version }) => variant === name || version.endsWith(`@${name}`));
    return found && chosen(found.variant, 1, undefined, false);
  }

  function unitOf({ header, column }: Asked): string | undefined {
    if (unit === undefined) return undefined;
    const value = 'header' in unit ? header?.(unit.header) : column?.(unit.column);
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    const text = String(value).slice(0, longestUnit);
    return text === '' ? undefined : text;
  }

  return {
    route,
    champion,
    counts,
    versions,
    choose(asked) {
      const told = named(asked);
      if (told) return told;
      const own = unitOf(asked);
      const drawn = own ?? newId('request');
      if (context) {
        const values = contextOf(context.scales, (column) => asked.column?.(column));
        const chances = contextShares(context.served, isOpen, values, context);
        const { arm, propensity } = chooseArm(chances, unitPoint('arm', rolloutId, drawn));
        return chosen(shares[arm].variant, propensity, own);
      }
      const { variant, propensity } = assign(drawn)!;
      return chosen(variant, propensity, own);
    },
  };
}
