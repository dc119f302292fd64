/** Which detector, without labels: whose ranking comes back on other rows, and whose usual rows fill the least room. */
import { strangeness } from '../../estimators/anomaly/outlier-detector.ts';
import { rankScaleOf, shareBelow } from '../../estimators/anomaly/rank-scale.ts';
import type { EstimatorSpec } from '../../estimators/estimator.ts';
import { excessMass } from '../../evaluate/unlabelled/excess-mass.ts';
import { rankCorrelation, ranksOf } from '../../evaluate/unlabelled/rank-correlation.ts';
import { dealtRows } from '../../math/drawn-rows.ts';
import { createRng } from '../../math/philox.ts';
import { mean } from '../../math/reduce.ts';
import type { Rng } from '../../math/rng.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { select, type Table, tableOf, takeRows } from '../../table/table.ts';
import { continuousColumns, fitIn, isTimeUp, type SearchContext, sampledRows } from './search-context.ts';

export interface DetectorCandidate {
  readonly name: string;
  readonly members: readonly EstimatorSpec[];
  /** Mean rank correlation of two detectors that learned from different rows, on third ones; null when it was not come to. */
  readonly stability: number | null;
  /** Mean area under the excess-mass curve, as a share of the best candidate's; null without columns for it. */
  readonly excessMass: number | null;
  readonly chosen: boolean;
}

const detectors = {
  isolation_forest: { name: 'isolation_forest', params: { nEstimators: 200 } },
  robust_z: { name: 'robust_z', params: {} },
  // The columns come standardised, and those of categories are not to weigh more than numbers.
  lof: { name: 'lof', params: { k: 20, standardise: false } },
} as const satisfies Record<string, EstimatorSpec>;

const all = Object.values(detectors);
const listed: readonly { readonly name: string; readonly members: readonly EstimatorSpec[] }[] = [
  ...all.map((spec) => ({ name: spec.name, members: [spec] })),
  { name: 'mean_of_ranks', members: all },
];

/** Rows that the choice looks at, columns that are looked at together, how often, and points that measure the room. */
const looks = { rows: 3000, columns: 3, draws: 8, points: 3000 };
/** Of the best stability: a ranking that comes back less is not chosen. */
const leastStability = 0.5;

/**
 * Ranks the candidates by excess mass on draws of up to three columns (or, without enough such columns, by stability), among those
 * whose stability is at least half of the best. The first one where there is no time for anything.
 */
export async function chooseDetector(context: SearchContext, points: Table): Promise<readonly DetectorCandidate[]> {
  const candidates = listed.slice(0, Math.max(1, context.maxCandidates));
  const members = all.filter((spec) => candidates.some((one) => one.members.includes(spec)));
  const rng = createRng(context.seed).split('detectors');
  const X = sampledRows(points, looks.rows, rng.split('rows'));
  const thirds = dealtRows(X.nRows, 3, rng.split('thirds')).map((rows) => takeRows(X, rows));
  const stabilities = candidates.length > 1 ? await stabilitiesOf(context, candidates, members, thirds) : undefined;
  const masses = stabilities && (await massesOf(context, candidates, members, X, rng.split('draws')));
  const known = candidates.map((candidate, c) => ({
    ...candidate,
    stability: stabilities ? stabilities[c] : null,
    excessMass: masses ? masses[c] : null,
  }));
  const steadiest = Math.max(...known.map(({ stability }) => stability ?? 0));
  let best = 0;
  for (const [c, candidate] of known.entries()) {
    const isSteady = (candidate.stability ?? 0) >= leastStability * steadiest;
    if (isSteady && figureOf(candidate) > figureOf(known[best])) best = c;
  }
  return known.map((candidate, c) => ({ ...candidate, chosen: c === best }));
}

function figureOf({ excessMass: mass, stability }: Omit<DetectorCandidate, 'chosen'>): number {
  return mass ?? stability ?? Number.NEGATIVE_INFINITY;
}

type Listed = (typeof listed)[number];

/** Fits each member on each third; two that learned from different thirds are compared on the last one. */
async function stabilitiesOf(
  context: SearchContext,
  candidates: readonly Listed[],
  members: readonly EstimatorSpec[],
  thirds: readonly Table[],
): Promise<number[] | undefined> {
  const scores = new Map<EstimatorSpec, Float64Array[][]>();
  for (const [m, member] of members.entries()) {
    if (isTimeUp(context)) return undefined;
    context.onProgress({ stage: 'search', done: m, total: members.length + looks.draws, note: member.name });
    const fitted = await Promise.all(
      thirds.map((third, t) => fitIn(context, member, third, `stability-${member.name}-${t}`)),
    );
    scores.set(
      member,
      fitted.map((one) => thirds.map((third) => strangeness(one, third))),
    );
  }
  return candidates.map(({ members: own }) => {
    const ranks = (by: number, on: number) => meanRanks(own.map((member) => scores.get(member)![by][on]));
    return mean([0, 1, 2].map((on) => rankCorrelation(ranks((on + 1) % 3, on), ranks((on + 2) % 3, on))));
  });
}

/** Mean areas under the excess-mass curves by candidate, relative to the best on the same columns. */
async function massesOf(
  context: SearchContext,
  candidates: readonly Listed[],
  members: readonly EstimatorSpec[],
  X: Table,
  rng: Rng,
): Promise<number[] | undefined> {
  const names = continuousColumns(X);
  if (names.length < 2) return undefined;
  const width = Math.min(looks.columns, names.length);
  const draws = names.length <= width ? 1 : looks.draws;
  const found: number[][] = [];
  for (let draw = 0; draw < draws && !isTimeUp(context); draw++) {
    context.onProgress({ stage: 'search', done: members.length + draw, total: members.length + draws, note: 'room' });
    const ofDraw = rng.split(`draw-${draw}`);
    const columns = [...ofDraw.permutation(names.length).subarray(0, width)].map((place) => names[place]);
    const chosen = select(X, columns);
    const halves = dealtRows(X.nRows, 2, ofDraw.split('halves'));
    const [learned, judged] = halves.map((rows) => takeRows(chosen, rows));
    const room = evenPoints(learned, judged, ofDraw.split('room'));
    const scores = new Map<EstimatorSpec, { readonly rows: Float64Array; readonly room: Float64Array }>();
    for (const member of members) {
      const fitted = await fitIn(context, member, learned, `room-${member.name}-${draw}`);
      scores.set(member, {
        rows: strangeness(fitted, judged),
        room: strangeness(fitted, room),
      });
    }
    const areas = candidates.map(({ members: own }) => {
      const mine = own.map((member) => scores.get(member)!);
      if (mine.length === 1) return excessMass(mine[0].rows, mine[0].room);
      const scales = mine.map(({ rows }) => rankScaleOf(rows));
      const shares = (of: 'rows' | 'room', at: number) =>
        mean(mine.map((one, m) => shareBelow(scales[m], one[of][at])));
      return excessMass(
        mine[0].rows.map((_, row) => shares('rows', row)),
        mine[0].room.map((_, point) => shares('room', point)),
      );
    });
    const most = Math.max(...areas);
    found.push(areas.map((area) => (most > 0 ? area / most : 0)));
  }
  return found.length === 0 ? undefined : candidates.map((_, c) => mean(found.map((areas) => areas[c])));
}

/** Points drawn evenly from the box that holds the rows of both tables. */
function evenPoints(a: Table, b: Table, rng: Rng): Table {
  const columns = a.columns.map((column, j) => {
    const values = [column, b.columns[j]].flatMap((one) => [...(one as NumberColumn).values]);
    const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const stream = rng.split(column.name);
    return numberColumn(
      column.name,
      Float64Array.from({ length: looks.points }, () => low + stream.uniform() * (high - low)),
    );
  });
  return tableOf(columns, looks.points);
}

function meanRanks(scores: readonly Float64Array[]): Float64Array {
  const ranks = scores.map(ranksOf);
  return ranks[0].map((_, row) => mean(ranks.map((ofMember) => ofMember[row])));
}
