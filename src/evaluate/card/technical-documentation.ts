/** The technical documentation of a model that predicts a target: what its training recorded, under the points of the AI Act. */
import { formatCount } from '../../report/number-format.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricInSentence } from '../report/metric-title.ts';
import { baselinePhrase, headline, judgedOn, verdictMeaning } from '../report/verdict-text.ts';
import type { ReportData } from '../report-data.ts';
import { annexPoints, type DocumentationPoint, type Said } from './annex-points.ts';
import { costSaid } from './training-cost.ts';

/** Every point, in the order of the annex. The same data gives the same points. */
export function technicalDocumentation(data: ReportData): readonly DocumentationPoint[] {
  const { metric, candidates, seed, estimator, cost } = data;
  const asked = metricInSentence(metric.name);
  const direction = metric.direction === 'maximize' ? 'higher' : 'lower';
  return annexPoints({
    ...data,
    machine: cost?.machine,
    methods: {
      facts: [
        `Candidates compared: ${formatCount(candidates.length)}, with seed ${seed}; chosen: ${estimator ?? 'not recorded'}.`,
      ],
    },
    design: {
      facts: [
        `It predicts “${data.target}” (${data.task}); candidates were ranked by ${asked}, ${direction} is better.`,
        verdictMeaning(data).text,
      ],
      notStated: ['why this design and this metric fit the purpose'],
    },
    resources: costSaid(cost),
    data: dataSaid(data),
    validation: validationSaid(data),
    control: controlSaid(data),
    measures: `why ${asked} is the right measure for the purpose`,
    monitored: 'rows, answers or outcomes',
  });
}

function dataSaid({ source, dataHash, rows, columns, split, findings }: ReportData): Said {
  return {
    facts: [
      `Source ${source}, hash ${dataHash}; ${formatCount(rows.train)} rows for training, ${formatCount(rows.holdout)} held out, ${formatCount(columns.length)} columns described.`,
      split,
      `Findings of the checks of the data: ${formatCount(findings.length)}.`,
    ],
    notStated: ['how the data was obtained, selected and labelled'],
  };
}

function validationSaid(data: ReportData): Said {
  const { tested, fairness, metric } = data;
  return {
    facts: [
      `Judged on ${judgedOn(data)}: ${metricInSentence(metric.name)} ${estimateText(data.holdout)} against ${estimateText(data.baseline)} of the baseline (${baselinePhrase(data)}); brackets are 95 % intervals.`,
      tested &&
        `Tested ${tested.testedAt}: ${tested.passed ? 'passed' : 'not passed'}, ${formatCount(tested.tests.length)} tests and ${formatCount(tested.gates.length)} gates.`,
      fairness &&
        `Discriminatory impact was measured by ${fairness.by.map(({ columns }) => columns.join(' and ')).join(', ')}.`,
    ],
    notStated: [
      fairness ? undefined : 'discriminatory impact: no sensitive columns were named (--sensitive)',
      tested ? undefined : 'tests of behaviour: none were run (modelwright test)',
    ],
  };
}

function controlSaid(data: ReportData): Said {
  const { slices, fairness } = data;
  return {
    facts: [
      headline(data),
      slices.length === 0
        ? 'No part of the judged rows was found where it does markedly worse.'
        : `It does markedly worse in ${formatCount(slices.length)} parts of the judged rows, among them ${slices[0].description}.`,
      fairness && 'Accuracy by group stands under Fairness.',
    ],
  };
}
