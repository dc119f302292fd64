/** A model's rows and answers as TypeScript, for `modelwright/client`. */
import { type AnswerShape, answerShape } from '../serve/answer-shape.ts';
import type { Store } from '../store/open-store.ts';
import type { InputColumn, Signature } from '../table/task.ts';
import { type OpenedModel, openModel } from './opened-model.ts';
import { writeOutput } from './write-output.ts';

/**
 * Writes the types of a version, whole or not at all. The same version gives the same bytes each time.
 *
 * @throws MODEL_NOT_FOUND and its like, ARTIFACT_DAMAGED, GOLDEN_MISMATCH, OUTPUT_UNWRITABLE
 */
export async function writeModelTypes(store: Store, request: { readonly model: string; readonly output?: string }) {
  const opened = await openModel(store, request.model);
  const { name, version, artifactHash } = opened.version;
  const content = modelTypes(opened);
  const output = request.output ?? `${name.replaceAll(' ', '-')}-types.ts`;
  await writeOutput(output, content);
  return { name, version, artifactHash, type: `${typeName(name)}Model`, output, bytes: Buffer.byteLength(content) };
}

/** The types as a file: an interface of a row, the texts of the classes, and the model that has both. */
export function modelTypes({
  version: { name, version, artifactHash },
  model,
}: Pick<OpenedModel, 'version' | 'model'>) {
  const prefix = typeName(name);
  const shape = answerShape(model);
  const { inputs, target } = model.signature;
  return [
    '/**',
    ` * Types of the model "${name}", version ${version}, for modelwright/client.`,
    ` * Artifact ${artifactHash}.`,
    ` * Made by \`modelwright models types ${name.includes(' ') ? `"${name}@${version}"` : `${name}@${version}`}\`; made again, not edited.`,
    ' */',
    '',
    '/** One row; null is a missing value. */',
    `export interface ${prefix}Row {`,
    ...inputs.flatMap(columnLines),
    '}',
    ...classLines(prefix, target, shape),
    '',
    `/** The model: \`client.model<${prefix}Model>(${quoted(name)})\`. */`,
    `export interface ${prefix}Model {`,
    `  readonly name: ${quoted(name)};`,
    `  readonly row: ${prefix}Row;`,
    `  readonly prediction: ${shape.classes.length > 0 ? `${prefix}Class` : 'number'};`,
    ...(shape.hasProbabilities ? [`  readonly probabilities: { readonly [Class in ${prefix}Class]: number };`] : []),
    ...measureLines(shape),
    '}',
    '',
  ].join('\n');
}

const types: Readonly<Record<InputColumn['type'], string>> = {
  number: 'number',
  integer: 'number',
  string: 'string',
  boolean: 'boolean',
  datetime: 'string | Date',
};
const notes: Partial<Readonly<Record<InputColumn['type'], string>>> = {
  integer: 'A whole number within 2^53.',
  datetime: 'As text: a date or an instant, ISO-8601.',
};

function columnLines({ name, type }: InputColumn): string[] {
  const note = notes[type];
  return [...(note ? [`  /** ${note} */`] : []), `  readonly ${key(name)}: ${types[type]} | null;`];
}

function classLines(prefix: string, { name, task }: Signature['target'], { classes }: AnswerShape): string[] {
  if (classes.length === 0) return [];
  const of = task === 'anomaly' || task === 'cluster' ? 'What is said of a row' : 'The classes';
  // A column may be called anything, also what ends a comment.
  const about = task === 'anomaly' || task === 'cluster' ? '' : ` of ${JSON.stringify(name).replaceAll('*/', '*\\/')}`;
  const union = classes.map(quoted);
  const line = `export type ${prefix}Class = ${union.join(' | ')};`;
  const lines = line.length <= longestLine ? [line] : [`export type ${prefix}Class =`, ...unionLines(union)];
  return ['', `/** ${of}${about}. */`, ...lines];
}

const longestLine = 100;

function unionLines(members: readonly string[]): string[] {
  return members.map((member, i) => `  | ${member}${i === members.length - 1 ? ';' : ''}`);
}

function measureLines({ measures }: AnswerShape): string[] {
  if (measures.length === 0) return [];
  return ['  readonly measures: {', ...measures.map(({ name, type }) => `    readonly ${key(name)}: ${type};`), '  };'];
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** A text as a literal; single quotes where the text has no need of others. */
function quoted(text: string): string {
  const json = JSON.stringify(text);
  return /['"\\]/.test(text) || json.length !== text.length + 2 ? json : `'${text}'`;
}

/** A model's name as the beginning of a type's name: `how late` is `HowLate`. */
function typeName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  return /^\d/.test(joined) ? `Model${joined}` : joined;
}
