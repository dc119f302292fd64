/**
 * The points that Annex IV of Regulation (EU) 2024/1689 (the AI Act) asks of the technical documentation of high-risk systems, in its
 * order. What a record knows fills them; what only people can say is marked as not stated.
 */
import type { CardFacts } from './card-facts.ts';

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

/** What a record says to one point. Absent texts are left out. */
export interface Said {
  readonly facts?: readonly (string | undefined)[];
  readonly notStated?: readonly (string | undefined)[];
}

/** What is known of a model and its training. */
export interface DocumentedRun {
  readonly model: { readonly name: string; readonly version?: number };
  readonly createdAt: string;
  readonly card?: CardFacts;
  readonly lineage: readonly { readonly label: string; readonly value: string }[];
  /** Processor and platform of the training. */
  readonly machine?: { readonly processor: string; readonly platform: string };
  readonly artifactHash: string;
  readonly methods: Said;
  readonly design: Said;
  readonly resources: Said;
  readonly data: Said;
  readonly validation: Said;
  /** Where it does well and where it does not. */
  readonly control: Said;
  /** Of the metrics, what people have to justify. */
  readonly measures: string;
  /** What `monitor` compares. */
  readonly monitored: string;
}

/** Every point, in the order of the annex. The same record gives the same points. */
export function annexPoints(run: DocumentedRun): readonly DocumentationPoint[] {
  return [...generalPoints(run), ...developmentPoints(run), ...controlPoints(run)];
}

function point(number: string, title: string, { facts = [], notStated = [] }: Said): DocumentationPoint {
  const told = (texts: readonly (string | undefined)[]) =>
    texts.filter((text) => text !== undefined && text !== '') as string[];
  return { point: number, title, facts: told(facts), notStated: told(notStated) };
}

/** The texts, or what is missing without them. */
function told(texts: readonly string[] | undefined, missing: string): Required<Said> {
  return texts === undefined ? { facts: [], notStated: [missing] } : { facts: texts, notStated: [] };
}

/** What is known of the run by this label. */
export function recorded({ lineage }: Pick<DocumentedRun, 'lineage'>, label: string): string | undefined {
  return lineage.find((row) => row.label === label)?.value;
}

function generalPoints(run: DocumentedRun): DocumentationPoint[] {
  const { model, card, machine } = run;
  const version = model.version === undefined ? 'not registered' : `version ${model.version}`;
  const purpose = told(card?.intendedUse, 'the intended purpose (card.intendedUse)');
  const owners = told(
    card?.owners?.map((owner) => `Answers for it: ${owner}`),
    'the provider (card.owners)',
  );
  const release = (label: string) => recorded(run, label) ?? 'of an unrecorded release';
  return [
    point('1(a)', 'Intended purpose, provider and version', {
      facts: [...purpose.facts, ...owners.facts, `${model.name}, ${version}, of ${run.createdAt}.`],
      notStated: [...purpose.notStated, ...owners.notStated],
    }),
    point('1(b)', 'Interaction with other hardware and software', {
      notStated: ['which systems ask the model and act on its answers'],
    }),
    point('1(c)', 'Versions of software', {
      facts: [`modelwright ${release('modelwright')} on Node.js ${release('Node.js')}; see the bill of materials.`],
    }),
    point('1(d)', 'Forms in which it is placed on the market', {
      facts: [`One artifact, SHA-256 ${run.artifactHash}, which holds no code.`],
      notStated: ['how it reaches its users'],
    }),
    point('1(e)', 'Hardware that it is meant to run on', {
      facts: [machine && `Trained on ${machine.processor}, ${machine.platform}.`],
      notStated: ['the machines of its operation'],
    }),
    point('1(f)', 'Products that it is a part of', {
      notStated: ['pictures and layout of such products, or that there are none'],
    }),
    point('1(g)', 'User interface', { notStated: ['what its deployers see'] }),
    point('1(h)', 'Instructions for use', {
      facts: card?.outOfScope?.map((text) => `Not for: ${text}`),
      notStated: [
        'instructions for deployers',
        card?.outOfScope === undefined ? 'what it must not be used for (card.outOfScope)' : undefined,
      ],
    }),
  ];
}

function developmentPoints({ methods, design, resources, data, validation }: DocumentedRun): DocumentationPoint[] {
  return [
    point('2(a)', 'Methods and steps of development', {
      ...methods,
      facts: [...(methods.facts ?? []), 'No pre-trained model was used.'],
    }),
    point('2(b)', 'Design: logic, choices, what is optimised, expected output', design),
    point('2(c)', 'Architecture and computing resources', resources),
    point('2(d)', 'Data: provenance, scope, selection, labelling, cleaning', data),
    point('2(e)', 'Human oversight (Article 14)', { notStated: ['the measures of human oversight'] }),
    point('2(f)', 'Changes foreseen in advance', {
      notStated: ['changes that are planned, such as regular retraining'],
    }),
    point('2(g)', 'Validation and testing', {
      ...validation,
      notStated: [...(validation.notStated ?? []), 'the signature of who is responsible for the tests'],
    }),
    point('2(h)', 'Cybersecurity', {
      facts: ['Artifacts are data, checked before they are loaded; the hash is compared each time.'],
      notStated: ['the measures of the systems around it'],
    }),
  ];
}

function controlPoints({ card, model, control, measures, monitored }: DocumentedRun): DocumentationPoint[] {
  const limits = told(card?.limits, 'known limits (card.limits)');
  const ethics = told(card?.ethics, 'who may be affected, and risks to them (card.ethics)');
  return [
    point('3', 'Monitoring, functioning and control', {
      facts: [
        ...(control.facts ?? []),
        ...limits.facts,
        ...ethics.facts,
        `Its input has to have the columns that this card describes; modelwright monitor ${model.name} tells when ${monitored} change.`,
      ],
      notStated: [...(control.notStated ?? []), ...limits.notStated, ...ethics.notStated],
    }),
    point('4', 'Appropriateness of the performance metrics', { notStated: [measures] }),
    point('5', 'Risk management system (Article 9)', { notStated: ['the risk management system'] }),
    point('6', 'Changes through the life of the system', {
      facts: [`Versions, promotions and rollbacks are recorded: modelwright models history ${model.name}.`],
      notStated: ['changes outside the model'],
    }),
    point('7', 'Harmonised standards', { notStated: ['the standards that were applied'] }),
    point('8', 'EU declaration of conformity', { notStated: ['a copy of the declaration'] }),
    point('9', 'Post-market monitoring (Article 72)', {
      facts: [`modelwright monitor ${model.name} compares later ${monitored} with training.`],
      notStated: ['the post-market monitoring plan'],
    }),
  ];
}
