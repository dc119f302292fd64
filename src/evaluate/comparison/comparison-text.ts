/** A comparison in words. It says no more than the paired tests showed. */
import { formatBytes, formatCount, formatNumber, formatPercent, formatPValue } from '../../report/number-format.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricInSentence } from '../report/metric-title.ts';
import type { ComparedMetric, ComparedModels, ComparedSide, PairVerdict } from './compared-models.ts';

/** `churn@2`. */
export function sideName({ name, version }: ComparedSide): string {
  return `${name}@${version}`;
}

/** Both names. */
export function comparedNames({ first, second }: ComparedModels): readonly [string, string] {
  return [sideName(first), sideName(second)];
}

/** One sentence: the heading of the page. */
export function comparisonHeadline(data: ComparedModels): string {
  const [first, second] = [sideName(data.first), sideName(data.second)];
  const [{ first: ours, second: theirs }] = data.metrics;
  const scores = `${metricInSentence(data.metric)} ${estimateText(ours)} and ${estimateText(theirs)}`;
  switch (data.verdict) {
    case 'better':
      return `${first} is better than ${second}: ${scores}.`;
    case 'worse':
      return `${first} is worse than ${second}: ${scores}.`;
    case 'not_distinguishable':
      return `${data.judgedOn} cannot tell ${first} from ${second}: ${scores}.`;
  }
}

/** The paired difference, as a sentence. */
export function differenceText(data: ComparedModels): string {
  const [{ difference, pValue }] = data.metrics;
  if (difference.value === null) return `${metricInSentence(data.metric)} is not defined on these rows.`;
  const way = difference.value < 0 ? 'worse' : 'better';
  const { value, ci } = difference;
  const size = { value: Math.abs(value), ci: ci && (value < 0 ? ([-ci[1], -ci[0]] as const) : ci) };
  const p = `p ${pValue < 0.001 ? '' : '= '}${formatPValue(pValue)}`;
  return `On ${data.judgedOn}, in pairs, ${sideName(data.first)} is ${way} by ${estimateText(size)} in ${metricInSentence(data.metric)} (95 % interval in brackets, ${p}).${
    data.verdict === 'not_distinguishable' ? ' That does not show that the two are equal.' : ''
  }`;
}

/** The last line of every comparison. */
export function madeFrom({ rows, seed }: { readonly rows: number; readonly seed: number }): string {
  return `Made by modelwright from ${formatCount(rows)} rows, seed ${seed}. The same rows and models give the same file, byte for byte.`;
}

/** As a cell of a table. */
export function verdictText(verdict: PairVerdict): string {
  return verdict.replaceAll('_', ' ');
}

/** What is said of slices before they are listed. */
export function slicesText({ slices, first, second }: ComparedModels): string {
  const found = slices.list.filter(({ verdict }) => verdict !== 'not_distinguishable').length;
  const tested = `${formatCount(slices.tested)} parts of the rows were tested by ${metricInSentence(slices.metric)}`;
  return found === 0
    ? `${tested}; in none of them can ${sideName(first)} be told from ${sideName(second)}.`
    : `${tested}; the models differ in ${formatCount(found)}. About 5 in 100 such findings are false.`;
}

/** Rows of a list: what is compared, for the first and for the second model. */
export function sideRows({ first, second }: ComparedModels): readonly (readonly [string, string, string])[] {
  const row = (term: string, of: (side: ComparedSide) => string) => [term, of(first), of(second)] as const;
  return [
    row('Size', ({ bytes }) => formatBytes(bytes)),
    row('One row alone, as measured in training', ({ latencyUs }) =>
      latencyUs === null ? '–' : `${formatNumber(latencyUs)} µs`,
    ),
    ...(first.calibration.error || second.calibration.error
      ? [row('Calibration error', ({ calibration: { error } }) => (error === null ? '–' : estimateText(error)))]
      : []),
  ];
}

/** How alike the answers are: terms with descriptions. */
export function agreementRows(data: ComparedModels): readonly (readonly [string, string])[] {
  const { sameClass, kappa, mcnemar, correlation, meanDifference } = data.agreement;
  const [first, second] = [sideName(data.first), sideName(data.second)];
  const what = data.task === 'regression' ? 'predictions' : 'probabilities of the positive class';
  return [
    ...(sameClass === null ? [] : [['Same class', estimateText(sameClass)] as const]),
    ...(kappa === null ? [] : [['Agreement beyond chance (kappa)', formatNumber(kappa)] as const]),
    ...(mcnemar === null
      ? []
      : [
          [
            'Right alone',
            `${first} in ${formatCount(mcnemar.onlyFirst)} rows, ${second} in ${formatCount(mcnemar.onlySecond)}; McNemar p ${
              mcnemar.pValue < 0.001 ? '' : '= '
            }${formatPValue(mcnemar.pValue)}`,
          ] as const,
        ]),
    ...(correlation === null ? [] : [[`Correlation of the ${what}`, formatNumber(correlation)] as const]),
    ...(meanDifference === null
      ? []
      : [
          [
            `Mean difference of the ${what}`,
            data.task === 'regression' ? formatNumber(meanDifference) : formatPercent(meanDifference),
          ] as const,
        ]),
  ];
}

/** `0.012 [0.003, 0.021]`; the sign is that of the first model's advantage. */
export function gainText({ difference }: Pick<ComparedMetric, 'difference'>): string {
  const sign = difference.value !== null && difference.value > 0 ? '+' : '';
  return `${sign}${estimateText(difference)}`;
}
