/** What each column adds to predictions, over many rows: SHAP values as bars, swarms and along the column. */
import { beeswarmChart, swarmRoles } from '../../report/charts/beeswarm-chart.ts';
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { scatterChart } from '../../report/charts/scatter-chart.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import type { Html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportDependence, ReportReliance } from '../report-data.ts';
import { scaleTitle, wayTitle } from './scale-title.ts';

const maxDrawn = 12;
/** 2000-01-01 in milliseconds since 1970, and a mean year. */
const epoch = 946_684_800_000;
const yearMs = 31_556_952_000;

export async function relianceSection(reliance: ReportReliance): Promise<PageSection | undefined> {
  const { importance, swarms, rows } = reliance;
  const drawn = importance.filter(({ value }) => value > 0).slice(0, maxDrawn);
  if (drawn.length === 0) return undefined;
  const added = `Added to ${scaleTitle(reliance)}`;
  const bars = await intervalChart({
    id: 'reliance-bars',
    label: `Mean size of what each column adds to a prediction; largest: ${drawn[0].column}.`,
    mark: 'bar',
    title: 'Mean size of the contribution',
    rows: drawn.map(({ column, value, ci }) => ({ name: column, value, ci })),
  });
  const swarm = await beeswarmChart({
    id: 'reliance-swarm',
    label: `What ${swarms.length} columns add to each of ${rows} rows; the widest swarm is that of ${swarms[0].column}.`,
    title: added,
    rows: swarms.map(({ column, points }) => ({ name: column, points })),
  });
  const hasNone = swarms.some(({ points }) => points.some(({ level }) => level === null));
  return {
    id: 'reliance',
    title: 'What the model relies on',
    lead: `How much each column moved ${scaleTitle(reliance)} of ${formatCount(rows)} rows away from the average, ${wayTitle(reliance)}. It shows how the model decides, not what causes the target.`,
    body: gallery([
      figure({
        title: drawn.length < importance.length ? `The ${drawn.length} strongest columns` : 'By column',
        chart: bars,
        note: 'Whiskers are 95 % intervals for other rows.',
      }),
      figure({
        title: 'Row by row',
        chart: swarm,
        legend: [
          { role: swarmRoles.low, text: 'Low value' },
          { role: swarmRoles.middle, text: 'Middle' },
          { role: swarmRoles.high, text: 'High' },
          ...(hasNone ? [{ role: swarmRoles.none, text: 'Text or missing' }] : []),
        ],
        note: 'A dot is a row: right of the line the column raised its score, left of it the column lowered it.',
      }),
      ...(await Promise.all(reliance.dependence.map((one, i) => dependenceFigure(one, i, added)))),
    ]),
  };
}

async function dependenceFigure(dependence: ReportDependence, place: number, added: string): Promise<Html> {
  const { column } = dependence;
  const id = `reliance-column-${place + 1}`;
  const label = `${added} by ${column}, along its values.`;
  if (dependence.kind === 'named') {
    const rows = dependence.groups.map(({ name, median, low, high }) => ({
      name,
      value: median,
      ci: [low, high] as const,
    }));
    return figure({
      title: `Along ${column}`,
      chart: await intervalChart({ id, label, mark: 'dot', title: added, rows, guide: 0 }),
      note: 'Median contribution; four fifths of the rows lie within the whiskers.',
    });
  }
  const isDate = dependence.kind === 'datetime';
  return figure({
    title: `Along ${column}`,
    chart: await scatterChart({
      id,
      label,
      x: { title: isDate ? `${column}, years since 2000` : column },
      y: { title: added },
      points: dependence.points.map(({ x, y }) => ({ x: isDate ? (x - epoch) / yearMs : x, y })),
      guide: 'zero',
    }),
    note: 'A dot is a row; their spread at one value is what other columns have to say about it.',
  });
}
