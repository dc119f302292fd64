/** What the texts of a column look like: prose, identifiers, dates, numbers. Shares are of present rows. */
import type { Column, StringColumn } from '../table/column.ts';
import { numberFromText } from './number-text.ts';

export interface TextShape {
  /** Rows with a text. */
  readonly present: number;
  /** Distinct texts among them. */
  readonly distinct: number;
  /** Mean number of words, over distinct texts. */
  readonly words: number;
  /** Mean number of characters, over distinct texts. */
  readonly length: number;
  /** Share of rows whose text spells a number. */
  readonly numeric: number;
  /** Share of rows whose text looks like a date or an instant. */
  readonly dates: number;
  /** Share of rows whose text is an ISO-8601 date or instant, which the pipeline can read. */
  readonly isoDates: number;
}

/** Distinct texts that are looked at; evenly spread over the dictionary, so the answer does not depend on chance. */
const mostTexts = 2000;

const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const clock = '([T ,]+\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?(\\s*[ap]\\.?m\\.?)?)?';
const dateForms = [
  new RegExp(`^\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}${clock}`, 'i'),
  new RegExp(`^\\d{1,2}[-/.]\\d{1,2}[-/.](\\d{4}|\\d{2})${clock}$`, 'i'),
  new RegExp(`^\\d{1,2}[ -]${month}[ ,-]+(\\d{4}|\\d{2})${clock}$`, 'i'),
  new RegExp(`^${month}\\.?[ -]\\d{1,2}(st|nd|rd|th)?[ ,-]+\\d{4}${clock}$`, 'i'),
];

function looksLikeDate(text: string): boolean {
  const trimmed = text.trim();
  return dateForms.some((form) => form.test(trimmed));
}

/** Columns never change, and several rules ask for the same one. */
const known = new WeakMap<StringColumn, TextShape>();

/** True for a column of running text, whose words say something; dates in another spelling than ISO-8601 are none. */
export function isRunningText(column: Column): boolean {
  return column.kind === 'string' && textShape(column).dates <= 0.5;
}

/** Describes a text column. */
export function textShape(column: StringColumn): TextShape {
  const shape = known.get(column) ?? describe(column);
  known.set(column, shape);
  return shape;
}

function describe({ codes, dictionary }: StringColumn): TextShape {
  const counts = new Int32Array(dictionary.length);
  let present = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code < 0) continue;
    counts[code]++;
    present++;
  }
  const used: number[] = [];
  for (let code = 0; code < counts.length; code++) if (counts[code] > 0) used.push(code);
  const step = Math.max(1, used.length / mostTexts);
  const total = { texts: 0, rows: 0, words: 0, length: 0, numeric: 0, dates: 0, iso: 0 };
  for (let i = 0; i < used.length; i += step) {
    const code = used[Math.floor(i)];
    const text = dictionary[code].trim();
    const rows = counts[code];
    total.texts++;
    total.rows += rows;
    total.words += text.split(/\s+/).length;
    total.length += text.length;
    if (!Number.isNaN(numberFromText(text))) total.numeric += rows;
    if (isoDate.test(text)) total.iso += rows;
    if (looksLikeDate(text)) total.dates += rows;
  }
  const texts = Math.max(1, total.texts);
  const rows = Math.max(1, total.rows);
  return {
    present,
    distinct: used.length,
    words: total.words / texts,
    length: total.length / texts,
    numeric: total.numeric / rows,
    dates: total.dates / rows,
    isoDates: total.iso / rows,
  };
}
