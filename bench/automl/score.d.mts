/** Types of score.mjs, for its test. */
export function scoreOf(
  set: { readonly task: 'binary' | 'multiclass' | 'regression'; readonly metric: string },
  truth: readonly string[],
  predictions:
    | { readonly values: readonly number[] }
    | { readonly labels: readonly string[]; readonly probabilities: readonly (readonly number[])[] },
): { readonly score: number; readonly plain: number };

export function ranksOf(scores: readonly number[], direction: 'maximize' | 'minimize'): readonly number[];
