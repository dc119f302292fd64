/** LightGBM's text format cut into its sections: a header, one block per tree, and what follows them. */
import { invalidFile, maxTrees, shown } from './model-file-error.ts';

/** `key=value` lines; a line without `=` has an empty value. */
export type Fields = ReadonlyMap<string, string>;

export interface LightgbmSections {
  readonly header: Fields;
  readonly trees: readonly Fields[];
  /** The JSON text after `pandas_categorical:`; null when the line is absent. */
  readonly pandasCategorical: string | null;
  /** The parameter `categorical_feature`: columns separated by commas; null when the line is absent. */
  readonly categoricalFeature: string | null;
}

/** Fields of the header or of a tree; LightGBM writes about twenty. */
const maxFields = 100;
const treePrefix = 'Tree=';
const lastLine = 'end of trees';
const pandasPrefix = 'pandas_categorical:';
const categoricalLine = /^\[categorical_feature: ([\d,]*)\]$/;

/** @throws MODEL_FILE_INVALID for texts that are cut off, out of order or hold a field twice */
export function lightgbmSections(text: string): LightgbmSections {
  const header = new Map<string, string>();
  const trees: Map<string, string>[] = [];
  let current = header;
  let ended = false;
  let pandasCategorical: string | null = null;
  let categoricalFeature: string | null = null;
  for (const [number, line] of lines(text)) {
    if (number === 1 && line !== 'tree') throw invalidFile('a LightGBM model begins with the line "tree"');
    if (number === 1 || line === '') continue;
    if (ended) {
      if (line.startsWith(pandasPrefix)) pandasCategorical = line.slice(pandasPrefix.length);
      else categoricalFeature ??= categoricalLine.exec(line)?.[1] ?? null;
    } else if (line === lastLine) {
      ended = true;
    } else if (line.startsWith(treePrefix)) {
      if (line !== `${treePrefix}${trees.length}`)
        throw invalidFile(`line ${number}: tree ${trees.length} was expected`);
      if (trees.length === maxTrees) throw invalidFile(`it has more than ${maxTrees} trees`);
      current = new Map();
      trees.push(current);
    } else {
      addField(current, line, number);
    }
  }
  if (!ended) throw invalidFile(`the line "${lastLine}" is missing: the file is cut off`);
  return { header, trees, pandasCategorical, categoricalFeature };
}

function addField(fields: Map<string, string>, line: string, number: number): void {
  const equals = line.indexOf('=');
  const key = equals < 0 ? line : line.slice(0, equals);
  if (fields.size === maxFields) throw invalidFile(`line ${number}: a section has more than ${maxFields} fields`);
  if (fields.has(key)) throw invalidFile(`line ${number}: ${shown(key)} occurs twice`);
  fields.set(key, equals < 0 ? '' : line.slice(equals + 1));
}

/** Lines with their numbers from 1, one at a time: a list of all of them would take many times the text. */
function* lines(text: string): Generator<[number, string]> {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield [++number, text.slice(start, end).trimEnd()];
    start = end + 1;
  }
}
