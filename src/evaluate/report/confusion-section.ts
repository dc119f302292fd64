/** Which class was taken for which, and how well each class is found. */
import { heatMap } from '../../report/charts/heat-map.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { formatCount, formatPercent } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';
import { judgedOn } from './verdict-text.ts';

/** More classes than this are told by their tables alone. */
const maxDrawn = 20;
const maxListed = 40;
const maxPairs = 8;

type Confusion = NonNullable<ReportData['confusion']>;

export async function confusionSection(data: ReportData): Promise<PageSection | undefined> {
  const { confusion } = data;
  if (confusion === undefined || confusion.classes.length === 0) return undefined;
  return {
    id: 'confusion',
    title: 'Confusion',
    lead: 'What each class was taken for.',
    body: gallery([
      confusion.classes.length <= maxDrawn ? await matrix(data, confusion) : undefined,
      perClass(confusion),
      confusion.classes.length > 2 ? worstPairs(confusion) : undefined,
    ]),
  };
}

async function matrix(data: ReportData, { classes, counts }: Confusion) {
  const chart = await heatMap({
    id: 'confusion-matrix',
    label: `Confusion matrix of ${classes.length} classes; the table beside it holds the figures.`,
    names: classes,
    counts,
    xTitle: 'Predicted',
    yTitle: 'Actual',
  });
  return figure({
    title: 'Confusion matrix',
    chart,
    note: `Counted on ${judgedOn(data)}. The darker, the larger the share of its actual class.`,
  });
}

function perClass({ classes, counts }: Confusion) {
  const rows = classes.slice(0, maxListed).map((name, i) => {
    const actual = sum(counts[i]);
    const predicted = sum(counts.map((row) => row[i]));
    const right = counts[i][i];
    return [name, formatCount(actual), share(right, actual), share(right, predicted)];
  });
  return table({
    caption: 'By class',
    columns: [
      { title: 'Class' },
      { title: 'Rows', kind: 'number' },
      { title: 'Found', kind: 'number' },
      { title: 'Right when said', kind: 'number' },
    ],
    rows,
    hidden: classes.length - rows.length,
  });
}

function worstPairs({ classes, counts }: Confusion) {
  const pairs = classes
    .flatMap((_, actual) => classes.map((_name, predicted) => ({ actual, predicted, rows: counts[actual][predicted] })))
    .filter((pair) => pair.actual !== pair.predicted && pair.rows > 0)
    .sort((a, b) => b.rows - a.rows || a.actual - b.actual || a.predicted - b.predicted)
    .slice(0, maxPairs);
  if (pairs.length === 0) return undefined;
  return table({
    caption: 'Most frequent mistakes',
    columns: [{ title: 'Actual' }, { title: 'Taken for' }, { title: 'Rows', kind: 'number' }],
    rows: pairs.map((pair) => [classes[pair.actual], classes[pair.predicted], formatCount(pair.rows)]),
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : formatPercent(part / whole);
}
