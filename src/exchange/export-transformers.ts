/** Fitted transformers as plan steps: what each does to the columns, followed by name and kind without any rows. */
import type { FeatureRole } from '../estimators/preprocess/cast-column.ts';
import type { dateParts } from '../estimators/preprocess/date-parts.ts';
import type { interactions } from '../estimators/preprocess/interactions/interactions.ts';
import { kindOfSide, type PairSide } from '../estimators/preprocess/interactions/pair-column.ts';
import type { normalScores } from '../estimators/preprocess/normal-scores.ts';
import type { numericImputer } from '../estimators/preprocess/numeric-imputer.ts';
import type { oneHot } from '../estimators/preprocess/one-hot.ts';
import type { ordinal } from '../estimators/preprocess/ordinal.ts';
import { pieceHeights, type piecewiseLinear } from '../estimators/preprocess/piecewise-linear.ts';
import type { selectColumns } from '../estimators/preprocess/select-columns.ts';
import type { selectFeatures } from '../estimators/preprocess/selection/select-features.ts';
import { scaledBound, type standardScaler } from '../estimators/preprocess/standard-scaler.ts';
import type { targetEncoder } from '../estimators/preprocess/target/target-encoder.ts';
import type { ColumnKind } from '../table/column.ts';
import { namedColumns, type PlanBuilder, type PlanColumn } from './export-columns.ts';

type StateOf<Definition> = Definition extends { transform(state: infer State, X: never): unknown } ? State : never;

type Lower<State> = (state: State, columns: readonly PlanColumn[], builder: PlanBuilder) => PlanColumn[];

const kindOfRole: Readonly<Record<FeatureRole, ColumnKind>> = {
  numeric: 'number',
  boolean: 'number',
  categorical: 'string',
  text: 'string',
  datetime: 'datetime',
};

const lowerSelection: Lower<StateOf<typeof selectColumns>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  return namedColumns(columns, names, 'select_columns').map((column, i) => {
    const { role } = state.columns[i];
    const action = { op: 'cast', source: column.kind, role: role === 'text' ? 'categorical' : role } as const;
    const slot = builder.derive(column, action);
    return { name: column.name, kind: kindOfRole[role], slot };
  });
};

const lowerDateParts: Lower<StateOf<typeof dateParts>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  const sources = namedColumns(columns, names, 'date_parts', 'datetime');
  const fresh = state.columns.flatMap(({ parts }, i) =>
    parts.map(({ part, output, category }): PlanColumn => {
      const slot = builder.derive(sources[i], { op: 'datePart', part, text: category });
      return { name: output, kind: category ? 'string' : 'number', slot };
    }),
  );
  return replaced(columns, 'datetime', fresh);
};

const lowerImputer: Lower<StateOf<typeof numericImputer>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  const sources = namedColumns(columns, names, 'numeric_imputer', 'number');
  const filled = sources.map((column, i) =>
    numberColumn(column.name, builder.derive(column, { op: 'fill', value: state.fills[i] })),
  );
  const indicators = state.columns.flatMap(({ indicator }, i) =>
    indicator === null ? [] : [numberColumn(indicator, builder.derive(sources[i], { op: 'isMissing' }))],
  );
  return replaced(columns, 'number', [...filled, ...indicators]);
};

const lowerScaler: Lower<StateOf<typeof standardScaler>> = ({ features, means, scales }, columns, builder) => {
  const scaled = namedColumns(columns, features, 'standard_scaler', 'number').map((column, i) => {
    const action = { op: 'scale', mean: means[i], scale: scales[i], bound: scaledBound } as const;
    return numberColumn(column.name, builder.derive(column, action));
  });
  return replaced(columns, 'number', scaled);
};

const lowerOneHot: Lower<StateOf<typeof oneHot>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  const sources = namedColumns(columns, names, 'one_hot', 'string');
  const fresh = state.columns.flatMap(({ categories, outputs, other, missing }, i) => {
    const buckets = [other, missing].filter((name) => name !== null);
    const action = { op: 'oneHot', categories, other: other !== null, missing: missing !== null } as const;
    const first = builder.derive(sources[i], action, outputs.length + buckets.length);
    return [...outputs, ...buckets].map((name, k) => numberColumn(name, first + k));
  });
  return replaced(columns, 'string', fresh);
};

const lowerOrdinal: Lower<StateOf<typeof ordinal>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  const sources = namedColumns(columns, names, 'ordinal', 'string');
  const fresh = state.columns.map(({ name, categories, other }, i) =>
    numberColumn(name, builder.derive(sources[i], { op: 'ordinal', categories, other })),
  );
  return replaced(columns, 'string', fresh);
};

const lowerNormalScores: Lower<StateOf<typeof normalScores>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  const fresh = namedColumns(columns, names, 'normal_scores', 'number').map((column, i) => {
    const { knots, scores } = state.columns[i];
    return numberColumn(column.name, builder.derive(column, { op: 'line', knots: [...knots], heights: [...scores] }));
  });
  const scored = new Map(fresh.map((column) => [column.name, column]));
  return columns.map((column) => scored.get(column.name) ?? column);
};

const lowerPiecewiseLinear: Lower<StateOf<typeof piecewiseLinear>> = (state, columns, builder) => {
  const names = state.columns.map(({ name }) => name);
  const sources = namedColumns(columns, names, 'piecewise_linear', 'number');
  const pieces = state.columns.map(({ name, knots, outputs }, i) => {
    const fresh = outputs.map((output, piece) => {
      const action = { op: 'line', knots: [...knots.subarray(piece, piece + 2)], heights: [...pieceHeights] } as const;
      return numberColumn(output, builder.derive(sources[i], action));
    });
    return [name, fresh] as const;
  });
  const byName = new Map(pieces);
  return columns.flatMap((column) => byName.get(column.name) ?? [column]);
};

const lowerTargetEncoder: Lower<StateOf<typeof targetEncoder>> = (
  { columns: encoded, priors, keep },
  columns,
  builder,
) => {
  const names = encoded.map(({ name }) => name);
  const sources = namedColumns(columns, names, 'target_encoder', 'string');
  const fresh = encoded.flatMap(({ categories, outputs, means }, i) =>
    outputs.map((name, k) => {
      const [numbers, missing] = [[...means[k].subarray(0, categories.length)], means[k][categories.length]];
      const action = { op: 'categoryNumber', categories, numbers, missing, unknown: priors[k] } as const;
      return numberColumn(name, builder.derive(sources[i], action));
    }),
  );
  return [...columns.filter(({ name }) => keep || !names.includes(name)), ...fresh];
};

const lowerSelectFeatures: Lower<StateOf<typeof selectFeatures>> = ({ features }, columns) => {
  namedColumns(columns, features, 'select_features', 'number');
  const kept = new Set(features);
  return columns.filter(({ kind, name }) => kind !== 'number' || kept.has(name));
};

function sideAction(side: PairSide) {
  switch (side.kind) {
    case 'number': {
      const { mean, scale, low, high } = side;
      return { op: 'side', mean, scale, low, high } as const;
    }
    case 'above':
    case 'below':
      return { op: side.kind, threshold: side.threshold } as const;
    case 'category':
      return { op: 'oneHot', categories: [side.category], other: false, missing: false } as const;
  }
}

const lowerInteractions: Lower<StateOf<typeof interactions>> = (state, columns, builder) => {
  const slotOf = (side: PairSide): PlanColumn => {
    const [column] = namedColumns(columns, [side.column], 'interactions', kindOfSide(side));
    return numberColumn(column.name, builder.derive(column, sideAction(side)));
  };
  const fresh = state.columns.map(({ name, form, left, right }) => {
    const [first, second] = [slotOf(left), slotOf(right)];
    return numberColumn(name, builder.derive(first, { op: 'combine', form, other: second.slot }));
  });
  return [...columns, ...fresh];
};

/** By estimator name, for states of one version; what is not here cannot be exported. */
export const transformerLowerings: Readonly<
  Record<string, { readonly version: number; readonly lower: Lower<never> }>
> = {
  select_columns: { version: 1, lower: lowerSelection },
  date_parts: { version: 1, lower: lowerDateParts },
  numeric_imputer: { version: 1, lower: lowerImputer },
  normal_scores: { version: 1, lower: lowerNormalScores },
  piecewise_linear: { version: 1, lower: lowerPiecewiseLinear },
  target_encoder: { version: 1, lower: lowerTargetEncoder },
  interactions: { version: 1, lower: lowerInteractions },
  select_features: { version: 1, lower: lowerSelectFeatures },
  standard_scaler: { version: 1, lower: lowerScaler },
  one_hot: { version: 1, lower: lowerOneHot },
  ordinal: { version: 1, lower: lowerOrdinal },
};

function numberColumn(name: string, slot: number): PlanColumn {
  return { name, kind: 'number', slot };
}

/** The columns of other kinds, then the fresh ones: the order that transformers of one kind leave behind. */
function replaced(columns: readonly PlanColumn[], kind: ColumnKind, fresh: readonly PlanColumn[]): PlanColumn[] {
  return [...columns.filter((column) => column.kind !== kind), ...fresh];
}
