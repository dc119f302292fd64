/**
 * What a training recorded, under the headings that Annex IV of Regulation (EU) 2024/1689 (the AI Act) asks of the technical
 * documentation of high-risk systems. It answers what can be known from the record; what only people can say is marked as not stated.
 */
import { formatCount } from '../../report/number-format.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricInSentence } from '../report/metric-title.ts';
import { baselinePhrase, headline, judgedOn, verdictMeaning } from '../report/verdict-text.ts';
import type { ReportData } from '../report-data.ts';
import { costRows } from './training-cost.ts';

/** One point of the annex. */
export interface DocumentationPoint {
  /** As the annex numbers it: `2(d)`. */
  readonly point: string;
  /** In short. */
  readonly title: string;
  /** Sentences from the record; empty where nothing is known. */
  readonly facts: readonly string[];
  /** What people have yet to say; empty where the record says it all. */
  readonly notStated: readonly string[];
}

/** Every point, in the order of the annex. The same data gives the same points. */
export function technicalDocumentation(data: ReportData): readonly DocumentationPoint[] {
  return [...generalPoints(data), ...developmentPoints(data), ...controlPoints(data)];
}

function point(
  number: string,
  title: string,
  facts: readonly (string | undefined)[],
  notStated: readonly (string | undefined)[] = [],
): DocumentationPoint {
  const said = (texts: readonly (string | undefined)[]) =>
    texts.filter((text) => text !== undefined && text !== '') as string[];
  return { point: number, title, facts: said(facts), notStated: said(notStated) };
}

/** The texts, or what is missing without them. */
function told(
  texts: readonly string[] | undefined,
  missing: string,
): [facts: readonly string[], notStated: readonly string[]] {
  return texts === undefined ? [[], [missing]] : [texts, []];
}

function recorded({ lineage }: ReportData, label: string): string {
  return lineage.find((row) => row.label === label)?.value ?? 'of an unrecorded release';
}

function generalPoints(data: ReportData): DocumentationPoint[] {
  const { model, card, cost } = data;
  const version = model.version === undefined ? 'not registered' : `version ${model.version}`;
  const [purpose, noPurpose] = told(card?.intendedUse, 'the intended purpose (card.intendedUse)');
  const [owners, noOwners] = told(card?.owners, 'the provider (card.owners)');
  return [
    point(
      '1(a)',
      'Intended purpose, provider and version',
      [
        ...purpose,
        ...owners.map((owner) => `Answers for it: ${owner}`),
        `${model.name}, ${version}, of ${data.createdAt}.`,
      ],
      [...noPurpose, ...noOwners],
    ),
    point(
      '1(b)',
      'Interaction with other hardware and software',
      [],
      ['which systems ask the model and act on its answers'],
    ),
    point('1(c)', 'Versions of software', [
      `modelwright ${recorded(data, 'modelwright')} on Node.js ${recorded(data, 'Node.js')}; see the bill of materials.`,
    ]),
    point(
      '1(d)',
      'Forms in which it is placed on the market',
      [`One artifact, SHA-256 ${data.artifactHash}, which holds no code.`],
      ['how it reaches its users'],
    ),
    point(
      '1(e)',
      'Hardware that it is meant to run on',
      cost === undefined ? [] : [`Trained on ${cost.machine.processor}, ${cost.machine.platform}.`],
      ['the machines of its operation'],
    ),
    point(
      '1(f)',
      'Products that it is a part of',
      [],
      ['pictures and layout of such products, or that there are none'],
    ),
    point('1(g)', 'User interface', [], ['what its deployers see']),
    point('1(h)', 'Instructions for use', card?.outOfScope?.map((text) => `Not for: ${text}`) ?? [], [
      'instructions for deployers',
      card?.outOfScope === undefined ? 'what it must not be used for (card.outOfScope)' : undefined,
    ]),
  ];
}

function developmentPoints(data: ReportData): DocumentationPoint[] {
  const { rows, cost, tested, fairness, candidates, metric, findings } = data;
  const asked = metricInSentence(metric.name);
  return [
    point('2(a)', 'Methods and steps of development', [
      `${formatCount(candidates.length)} candidates were compared with seed ${data.seed}; chosen: ${data.estimator ?? 'not recorded'}.`,
      'No pre-trained model was used.',
    ]),
    point(
      '2(b)',
      'Design: logic, choices, what is optimised, expected output',
      [
        `It predicts “${data.target}” (${data.task}); candidates were ranked by ${asked}, ${metric.direction === 'maximize' ? 'higher' : 'lower'} is better.`,
        verdictMeaning(data).text,
      ],
      ['why this design and this metric fit the purpose'],
    ),
    point(
      '2(c)',
      'Architecture and computing resources',
      cost === undefined ? [] : costRows(cost).map(([term, text]) => `${term}: ${text}.`),
      cost === undefined ? ['the resources of the training (not measured)'] : [],
    ),
    point(
      '2(d)',
      'Data: provenance, scope, selection, labelling, cleaning',
      [
        `Source ${data.source}, hash ${data.dataHash}; ${formatCount(rows.train)} rows for training, ${formatCount(rows.holdout)} held out, ${formatCount(data.columns.length)} columns described.`,
        data.split,
        `Findings of the checks of the data: ${formatCount(findings.length)}.`,
      ],
      ['how the data was obtained, selected and labelled'],
    ),
    point('2(e)', 'Human oversight (Article 14)', [], ['the measures of human oversight']),
    point('2(f)', 'Changes foreseen in advance', [], ['changes that are planned, such as regular retraining']),
    point(
      '2(g)',
      'Validation and testing',
      [
        `Judged on ${judgedOn(data)}: ${asked} ${estimateText(data.holdout)} against ${estimateText(data.baseline)} of the baseline (${baselinePhrase(data)}); brackets are 95 % intervals.`,
        tested &&
          `Tested ${tested.testedAt}: ${tested.passed ? 'passed' : 'not passed'}, ${formatCount(tested.tests.length)} tests and ${formatCount(tested.gates.length)} gates.`,
        fairness &&
          `Discriminatory impact was measured by ${fairness.by.map(({ columns }) => columns.join(' and ')).join(', ')}.`,
      ],
      [
        fairness ? undefined : 'discriminatory impact: no sensitive columns were named (--sensitive)',
        tested ? undefined : 'tests of behaviour: none were run (modelwright test)',
        'the signature of who is responsible for the tests',
      ],
    ),
    point(
      '2(h)',
      'Cybersecurity',
      ['Artifacts are data, checked before they are loaded; the hash is compared each time.'],
      ['the measures of the systems around it'],
    ),
  ];
}

function controlPoints(data: ReportData): DocumentationPoint[] {
  const { card, slices, fairness, model } = data;
  const [limits, noLimits] = told(card?.limits, 'known limits (card.limits)');
  const [ethics, noEthics] = told(card?.ethics, 'who may be affected, and risks to them (card.ethics)');
  return [
    point(
      '3',
      'Monitoring, functioning and control',
      [
        headline(data),
        slices.length === 0
          ? 'No part of the judged rows was found where it does markedly worse.'
          : `It does markedly worse in ${formatCount(slices.length)} parts of the judged rows, among them ${slices[0].description}.`,
        fairness && 'Accuracy by group stands under Fairness.',
        ...limits,
        ...ethics,
        `Its input has to have the columns that are described under Data; modelwright monitor ${model.name} tells when rows or outcomes change.`,
      ],
      [...noLimits, ...noEthics],
    ),
    point(
      '4',
      'Appropriateness of the performance metrics',
      [],
      [`why ${metricInSentence(data.metric.name)} is the right measure for the purpose`],
    ),
    point('5', 'Risk management system (Article 9)', [], ['the risk management system']),
    point(
      '6',
      'Changes through the life of the system',
      [`Versions, promotions and rollbacks are recorded: modelwright models history ${model.name}.`],
      ['changes outside the model'],
    ),
    point('7', 'Harmonised standards', [], ['the standards that were applied']),
    point('8', 'EU declaration of conformity', [], ['a copy of the declaration']),
    point(
      '9',
      'Post-market monitoring (Article 72)',
      [`modelwright monitor ${model.name} compares later rows, answers and outcomes with training.`],
      ['the post-market monitoring plan'],
    ),
  ];
}
