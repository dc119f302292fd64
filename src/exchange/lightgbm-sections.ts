/** LightGBM's text format cut into its sections: a header, one block per tree, and what follows them. */
import { invalidFile, maxTrees, shown } from './model-file-error.ts';

/** `key=value` lines; a line without `=` has an empty value. */
export type Fields = ReadonlyMap<string, string>;

export interface LightgbmSections {
  readonly header: Fields;
  readonly nTrees: number;
  /** The fields of a tree, read when they are asked for: those of all trees together would take many times the text. */
  treeFields(tree: number): Fields;
  /** The JSON text after `pandas_categorical:`; null when the line is absent. */
  readonly pandasCategorical: string | null;
  /** The parameter `categorical_feature`: columns separated by commas; null when the line is absent. */
  readonly categoricalFeature: string | null;
}

/** Lines from `start` to `end`, of which the first is line `number` of the text. */
interface Block {
  readonly start: number;
  readonly number: number;
  end: number;
}

/** Fields of the header or of a tree; LightGBM writes about twenty. */
const maxFields = 100;
/** Lines of a text: 50,000 trees with their fields, and a million that follow them. */
const maxLines = 3_000_000;
const treePrefix = 'Tree=';
const lastLine = 'end of trees';
const pandasPrefix = 'pandas_categorical:';
const categoricalLine = /^\[categorical_feature: ([\d,]*)\]$/;

/** @throws MODEL_FILE_INVALID for texts that are cut off, out of order or have too many lines; `treeFields` as `addField` */
export function lightgbmSections(text: string): LightgbmSections {
  const header = new Map<string, string>();
  const trees: Block[] = [];
  let ended = false;
  let pandasCategorical: string | null = null;
  let categoricalFeature: string | null = null;
  for (const { line, number, start } of lines(text, 0, text.length, 1)) {
    if (number === 1 && line !== 'tree') throw invalidFile('a LightGBM model begins with the line "tree"');
    if (number > maxLines) throw invalidFile(`it has more than ${maxLines} lines`);
    if (number === 1 || line === '') continue;
    if (ended) {
      if (line.startsWith(pandasPrefix)) pandasCategorical = line.slice(pandasPrefix.length);
      else categoricalFeature ??= categoricalLine.exec(line)?.[1] ?? null;
    } else if (line === lastLine || line.startsWith(treePrefix)) {
      ended = line === lastLine;
      if (trees.length > 0) trees[trees.length - 1].end = start;
      if (ended) continue;
      if (line !== `${treePrefix}${trees.length}`)
        throw invalidFile(`line ${number}: tree ${trees.length} was expected`);
      if (trees.length === maxTrees) throw invalidFile(`it has more than ${maxTrees} trees`);
      trees.push({ start: start + line.length, number, end: text.length });
    } else if (trees.length === 0) {
      addField(header, line, number);
    }
  }
  if (!ended) throw invalidFile(`the line "${lastLine}" is missing: the file is cut off`);
  const treeFields = (tree: number) => fieldsOf(text, trees[tree]);
  return { header, nTrees: trees.length, treeFields, pandasCategorical, categoricalFeature };
}

function fieldsOf(text: string, block: Block): Fields {
  const fields = new Map<string, string>();
  for (const { line, number } of lines(text, block.start, block.end, block.number)) {
    if (line !== '') addField(fields, line, number);
  }
  return fields;
}

/** @throws MODEL_FILE_INVALID for a field that occurs twice, and for too many */
function addField(fields: Map<string, string>, line: string, number: number): void {
  const equals = line.indexOf('=');
  const key = equals < 0 ? line : line.slice(0, equals);
  if (fields.size === maxFields) throw invalidFile(`line ${number}: a section has more than ${maxFields} fields`);
  if (fields.has(key)) throw invalidFile(`line ${number}: ${shown(key)} occurs twice`);
  fields.set(key, equals < 0 ? '' : line.slice(equals + 1));
}

/** The lines of a piece of text, one at a time: a list of all of them would take many times the text. */
function* lines(text: string, from: number, to: number, firstNumber: number) {
  for (let start = from, number = firstNumber; start < to; number++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? to : found;
    yield { line: text.slice(start, end).trimEnd(), number, start };
    start = end + 1;
  }
}
