/** The technical documentation of a model without a target: what its training recorded, under the points of the AI Act. */
import { formatCount } from '../../report/number-format.ts';
import { annexPoints, type DocumentationPoint, recorded } from '../card/annex-points.ts';
import { costSaid } from '../card/training-cost.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import type { UnlabelledReport } from './report-data.ts';

/** Every point, in the order of the annex. The same data gives the same points. */
export function unlabelledDocumentation(data: UnlabelledReport): readonly DocumentationPoint[] {
  const { candidates, rows, source, split, findings, profiles, notes, metrics, cost, task } = data;
  const of = (label: string) => recorded(data, label) ?? 'not recorded';
  const figures = Object.entries(metrics).map(([name, score]) => `${metricTitle(name)} ${estimateText(score)}`);
  const chosen = candidates.rows.find((one) => one.chosen)?.cells[0];
  return annexPoints({
    ...data,
    artifactHash: of('Artifact hash'),
    machine: cost?.machine,
    methods: {
      facts: [
        `Candidates compared: ${formatCount(candidates.rows.length)}, with seed ${of('Seed')}; chosen: ${chosen ?? 'not recorded'}.`,
      ],
    },
    design: {
      facts: [
        task === 'anomaly'
          ? 'It says how strange a row is and whether it counts as an anomaly; no target was learned.'
          : 'It says which cluster a row belongs to; no target was learned.',
        ...notes,
      ],
      notStated: ['why this design fits the purpose'],
    },
    resources: costSaid(cost),
    data: {
      facts: [
        `Source ${source}, hash ${of('Data hash')}; ${formatCount(rows.train)} rows for training, ${formatCount(rows.holdout)} held out, ${formatCount(profiles.length)} columns described.`,
        split,
        `Findings of the checks of the data: ${formatCount(findings.length)}.`,
      ],
      notStated: ['how the data was obtained and selected'],
    },
    validation: {
      facts: [`On rows that were not learned from: ${figures.join('; ')}. Brackets are 95 % intervals.`],
      notStated: ['discriminatory impact: it was not measured, as no outcome is known'],
    },
    control: { facts: [`${data.heading}.`] },
    measures: 'why these figures are the right measures for the purpose',
    monitored: 'rows, scores or groups',
  });
}
