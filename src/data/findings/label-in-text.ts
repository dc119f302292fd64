/** Texts that tell the outcome: the name of the class, or a word that stands almost only in rows of one class. */
import { log } from '../../math/log.ts';
import { averageRanks } from '../../math/tests/average-ranks.ts';
import { isMissing, type StringColumn } from '../../table/column.ts';
import type { Target } from '../../table/task.ts';
import { classCounts } from '../class-counts.ts';
import { frequentWords, spelledNames } from '../label-words.ts';
import { picked, spreadRows } from '../row-sample.ts';
import { separation } from '../separation.ts';
import { type FindingRule, percent, quoted, type RuleInput } from './finding.ts';

const minRows = 40;
const mostRows = 2000;
/** Columns with fewer distinct texts are categories, which other rules judge. */
const leastTexts = 20;
/** Share of one class among the rows that hold a word. */
const purity = 0.99;
/** Share of the class's rows that hold it: of any word, and of the class's own name. */
const coverage = { word: 0.4, name: 0.1 };
/** A word must make its class this much likelier. */
const leastLift = 1.25;
/** Natural logarithm of the chance that rows drawn without looking at the word are of that class as surely; thousands of words are tried. */
const accident = -14;
/** Share of the rows that a word must stand in where no class is small. */
const leastShare = 0.02;
/** For numbers: probability that a row with the word has the larger target (or the smaller one). */
const parted = 0.98;
/** For numbers: share of texts that spell their row's target, less that which spell another row's. */
const spelled = 0.3;

export const labelInText: FindingRule = {
  code: 'label_in_text',
  find({ target, columns }) {
    if (!target || target.values.length < minRows) return [];
    const rows = spreadRows(target.values.length, mostRows);
    const sample = { ...target, values: picked(target.values, rows) };
    return columns.flatMap(({ column, role }) => {
      if (!isText(column, role)) return [];
      const seen = target.task === 'regression' ? inNumbers(column, rows, sample) : inClasses(column, rows, sample);
      if (seen === undefined) return [];
      const message = `Column "${column.name}" tells the target in its text: ${seen}. Remove these words, or exclude the column (--exclude "${column.name}").`;
      return [{ code: 'label_in_text', severity: 'warning', column: column.name, message }];
    });
  },
};

function isText(column: RuleInput['columns'][number]['column'], role: string): column is StringColumn {
  const fits = role === 'text' || role === 'categorical' || role === 'id';
  return fits && column.kind === 'string' && column.exact === undefined && column.dictionary.length >= leastTexts;
}

function inClasses(column: StringColumn, rows: Int32Array, target: Target): string | undefined {
  const all = classCounts(target);
  const names = target.classes.map((name) => (name.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? []).join(' '));
  const told = (at: Int32Array, isName: (code: number) => boolean, least: number): string | undefined => {
    const counts = new Int32Array(all.length);
    for (const place of at) counts[target.values[place]]++;
    const code = counts.indexOf(Math.max(...counts));
    const share = counts[code] / at.length;
    if (share < purity || share < (leastLift * all[code]) / rows.length) return undefined;
    if (counts[code] * log(all[code] / rows.length) > accident) return undefined;
    if (counts[code] < (isName(code) ? coverage.name : least) * all[code]) return undefined;
    const what = isName(code) ? "the class's own name" : 'one word or pair of words';
    return `${what} stands in ${percent(counts[code] / all[code])} of the rows of class ${quoted([target.classes[code]])} and almost nowhere else`;
  };
  for (const [wanted, at] of spelledNames(column, rows, target.classes).entries()) {
    const seen = told(at, (code) => code === wanted, Number.POSITIVE_INFINITY);
    if (seen !== undefined) return seen;
  }
  const smallest = Math.min(...all.filter((count) => count > 0));
  const least = Math.min(leastShare * rows.length, coverage.word * smallest);
  for (const [words, at] of frequentWords(column, rows, least)) {
    const seen = told(at, (code) => names[code] === words, coverage.word);
    if (seen !== undefined) return seen;
  }
  return undefined;
}

function inNumbers(column: StringColumn, rows: Int32Array, { values }: Target): string | undefined {
  const share = spelledShare(column, rows, values, 0) - spelledShare(column, rows, values, 1);
  if (share > spelled) return `${percent(share)} of the texts spell the number itself`;
  const { ranks } = averageRanks(values);
  const flagged = new Uint8Array(rows.length);
  for (const at of frequentWords(column, rows, leastShare * rows.length).values()) {
    if (at.length > 0.9 * rows.length) continue;
    flagged.fill(0);
    for (const place of at) flagged[place] = 1;
    const area = separation(flagged, ranks);
    if (Math.max(area, 1 - area) < parted || Math.min(at.length, rows.length - at.length) < 0.1 * rows.length) continue;
    return `one word or pair of words parts the ${area > 0.5 ? 'large' : 'small'} targets from the others (AUC ${Math.max(area, 1 - area).toFixed(3)})`;
  }
  return undefined;
}

/** Share of the rows whose text holds the target of the row `shift` places on as a number. */
function spelledShare(column: StringColumn, rows: Int32Array, values: Float64Array, shift: number): number {
  let present = 0;
  let found = 0;
  for (let i = 0; i < rows.length; i++) {
    if (isMissing(column, rows[i])) continue;
    present++;
    const wanted = values[(i + shift) % values.length];
    const numbers = column.dictionary[column.codes[rows[i]]].match(/\d+(\.\d+)?/g) ?? [];
    if (numbers.some((text) => Number(text) === Math.abs(wanted))) found++;
  }
  return found / Math.max(1, present);
}
