/** The registry. */
import type {
  modelsCard,
  modelsHistory,
  modelsImport,
  modelsList,
  modelsPromote,
  modelsShow,
  modelsVerify,
} from '../../app/operations/models.ts';
import { figure, shortHash } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { ruleWords } from './answer-lines.ts';
import { pairs, paragraphs, sentence, shownPath } from './lines.ts';

export const modelsListView: View<Answer<typeof modelsList>> = ({ models }, screen) => {
  if (models.length === 0) return 'no model yet; make one: modelwright train <source> --target <column>';
  return tableText(
    [{ head: 'model' }, { head: 'aliases' }, { head: 'artifact' }, { head: 'created' }],
    models.map(({ name, version, aliases, artifactHash, createdAt }) => [
      `${name}@${version}`,
      aliases.join(', '),
      shortHash(artifactHash),
      createdAt,
    ]),
    screen,
  );
};

export const modelsShowView: View<Answer<typeof modelsShow>> = (answer, screen) => {
  const { name, version, aliases, signature } = answer;
  const { inputs, target } = signature as {
    inputs: { name: string; type: string }[];
    target: { name: string; task: string; classes: string[] };
  };
  const metrics = Object.entries(answer.metrics).map(([metric, value]) => [metric, figure(value)]);
  return paragraphs(
    paint(screen, 'strong', `${name}@${version}`),
    pairs(
      [
        ['aliases', aliases.join(', ') || 'none'],
        ['verdict', answer.verdict ?? 'none'],
        ['judged', judgedBy(answer)],
        [
          'predicts',
          `${target.name} (${target.task})${target.classes.length > 0 ? `: ${target.classes.join(', ')}` : ''}`,
        ],
        ...(answer.decision ? [['answers', ruleWords(answer.decision, target.classes[1])] as const] : []),
        ...(answer.calibration ? [['calibration', answer.calibration] as const] : []),
        ['from', inputs.map((input) => `${input.name} (${input.type})`).join(', ')],
        ['run', answer.runId ?? 'none'],
        ['artifact', answer.artifactHash],
        ...Object.entries(answer.lineage).map(([label, value]) => [label, String(value)] as const),
        ['tested', testedWords(answer)],
        ['report', answer.reportPath === null ? 'none' : shownPath(answer.reportPath)],
        ['card', answer.cardPath === null ? 'none' : shownPath(answer.cardPath)],
        ['created', answer.createdAt],
      ],
      screen,
    ),
    metrics.length > 0 ? tableText([{ head: 'metric' }, { head: 'value', align: 'right' }], metrics, screen) : '',
  );
};

function testedWords({ tested }: Answer<typeof modelsShow>): string {
  if (!tested) return 'never';
  const verdict = tested.passed ? 'passed' : `failed (${tested.failed.join('; ')})`;
  return `${verdict}, ${tested.at} by ${tested.actor}`;
}

function judgedBy({ directlyEvaluated, lineage }: Answer<typeof modelsShow>): string {
  if (directlyEvaluated) return 'itself';
  return 'importedFrom' in lineage ? 'not here: imported' : 'not itself: fitted on every row after another was judged';
}

const formats = { html: 'a page', md: 'Markdown', json: 'JSON' } as const;

export const modelsCardView: View<Answer<typeof modelsCard>> = (answer, screen) => {
  const { name, version, format, output, bytes, unsaid } = answer;
  return paragraphs(
    sentence(`the card of ${name}@${version} as ${formats[format]}, ${bytes} bytes`, screen),
    unsaid.length === 0
      ? ''
      : sentence(
          `nobody has said: ${unsaid.join(', ')}; say it under "card" in modelwright.config.ts, it is kept with the next training`,
          screen,
        ),
    shownPath(output),
  );
};

export const aliasMoveView: View<Answer<typeof modelsPromote>> = ({ name, alias, from, version }, screen) => {
  if (from === version) return `${name}@${alias} is version ${version} already`;
  const before = from === null ? '' : `, version ${from} before`;
  return sentence(`${name}@${alias} is version ${version} now${before}; servers follow within a second`, screen);
};

export const modelsHistoryView: View<Answer<typeof modelsHistory>> = ({ history }, screen) => {
  if (history.length === 0) return 'no alias was ever set';
  return tableText(
    [
      { head: 'when' },
      { head: 'who' },
      { head: 'what' },
      { head: 'alias' },
      { head: 'from' },
      { head: 'to' },
      { head: 'why', flexible: true },
    ],
    history.map(({ at, actor, action, alias, from, to, reason }) => [
      at,
      actor,
      action,
      alias,
      from === null ? '' : String(from),
      to === null ? '' : String(to),
      reason,
    ]),
    screen,
  );
};

export const modelsVerifyView: View<Answer<typeof modelsVerify>> = (answer, screen) => {
  const { name, version, artifactHash, bytes, goldenRows } = answer;
  const whole = paint(screen, 'good', 'whole');
  const told = `${whole}: ${name}@${version}, ${bytes} bytes, ${goldenRows} golden rows repeated`;
  return `${sentence(told, screen)}\n${artifactHash}`;
};

export const modelsImportView: View<Answer<typeof modelsImport>> = (answer, screen) => {
  const { model, importedFrom, objective, task, classes, inputs, trees, nodes, reason, fileHash } = answer;
  const ref = `${model.name}@${model.version}`;
  const size = trees === undefined ? `a graph of ${nodes} operators` : `${trees} trees of ${importedFrom}`;
  return paragraphs(
    sentence(`${paint(screen, 'good', 'imported')}: ${ref}, ${size}`, screen),
    pairs(
      [
        [trees === undefined ? 'made by' : 'objective', objective],
        ['predicts', classes.length > 0 ? `${task}: ${classes.join(', ')}` : task],
        ['from', inputs.map((input) => `${input.name} (${input.type})`).join(', ')],
        ['file', fileHash],
      ],
      screen,
    ),
    sentence(
      reason === undefined
        ? `nothing here has judged it; judge it: modelwright evaluate ${model.name} <labelled data>`
        : `it takes tensors, not rows: ${reason}; ask it through the Open Inference Protocol`,
      screen,
    ),
  );
};
