/** TF-IDF against scikit-learn (tests/reference/estimators), and its rules for words, limits and other columns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../../tests/reference/estimators/tfidf.json' with { type: 'json' };
import { createRng } from '../../../math/philox.ts';
import { numberColumn, stringColumn } from '../../../table/build.ts';
import { cell, type NumberColumn, type StringColumn } from '../../../table/column.ts';
import { columnNames, type Table, tableOf, takeRows } from '../../../table/table.ts';
import { fitEstimator, transformWith } from '../../fit.ts';
import '../../index.ts';
import { linearRecipe, treeRecipe } from '../recipes.ts';
import { chooseTerms } from './choose-terms.ts';
import { lowerCaseUnit } from './lower-case.ts';
import { tfidf } from './tfidf.ts';
import { wordsOf } from './words.ts';

const textColumn = (name: string, texts: readonly (string | null)[]): StringColumn => ({
  ...stringColumn(name, texts),
  text: true,
});
const learn = (X: Table, params = {}) =>
  fitEstimator({ name: 'tfidf', params }, { X, nClasses: 0 }, { rng: createRng(0) });
const rowsOf = (X: Table) => Array.from({ length: X.nRows }, (_, row) => X.columns.map((column) => cell(column, row)));

describe('equals scikit-learn', () => {
  it.each(reference.cases.map((one) => [JSON.stringify(one.params), one] as const))('%s', (_, one) => {
    const X = tableOf([textColumn('t', reference.texts)]);
    const fitted = learn(X, one.params);
    const { columns } = transformWith(fitted, X);
    expect(columns.map(({ name }) => name)).toEqual(one.terms.map((term) => `t: ${term}`));
    const { idf } = (fitted.state as { columns: { idf: Float64Array }[] }).columns[0];
    for (const [j, value] of one.idf.entries()) expect(Math.abs(idf[j] - value)).toBeLessThan(1e-14);
    for (const [row, weights] of one.weights.entries()) {
      const expected = new Map(weights as [number, number][]);
      for (const [j, column] of columns.entries()) {
        expect(Math.abs((column as NumberColumn).values[row] - (expected.get(j) ?? 0))).toBeLessThan(1e-14);
      }
    }
  });
});

describe('words', () => {
  it.each([
    ['don’t stop—now', ['don', 't', 'stop', 'now']],
    ['“Größe” ÄÖ 3,5 €', ['größe', 'äö', '3', '5']],
    ['a_b-c.d@e', ['a', 'b', 'c', 'd', 'e']],
    ['東京 タワー', ['東', '京', 'タ', 'ワ', 'ー']],
    ['gut😀gut 👍👍', ['gut', '😀', 'gut', '👍', '👍']],
    ['한국어 שלום', ['한국어', 'שלום']],
    ['\ud83d', ['\ud83d']],
    ['x'.repeat(100), ['x'.repeat(64)]],
    ['', []],
  ])('%j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('reads letters as the engine lowers them, save dotted capitals and the sigma of word ends', () => {
    for (const [from, to] of [
      [0, 0x180],
      [0x384, 0x3cf],
      [0x400, 0x530],
    ]) {
      for (let unit = from; unit < to; unit++) {
        const own = String.fromCharCode(lowerCaseUnit(unit));
        const character = String.fromCharCode(unit);
        const isSpecial = character === 'İ' || character === 'ς';
        if (!isSpecial) expect([unit, own]).toEqual([unit, character.toLowerCase()]);
        expect(lowerCaseUnit(own.charCodeAt(0))).toBe(own.charCodeAt(0));
      }
    }
    expect(wordsOf('İΣς')).toEqual(['iσσ']);
  });
});

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 8 });
const documents = fc.array(fc.option(words.map((list) => list.join(' '))), { minLength: 1, maxLength: 30 });

it('keeps the terms of most rows, ties by code unit', () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 12 }), (texts, maxFeatures) => {
      const column = stringColumn('t', texts);
      const counts = new Map<string, number>();
      for (const text of texts) {
        const list = text?.split(' ').filter((word) => word !== '') ?? [];
        const pairs = list.slice(1).map((word, i) => `${list[i]} ${word}`);
        for (const term of new Set([...list, ...pairs])) counts.set(term, (counts.get(term) ?? 0) + 1);
      }
      const wanted = [...counts]
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, maxFeatures)
        .map(([text, rows]) => ({ text, documents: rows }));
      const rows = Float64Array.from(column.dictionary, (text) => texts.filter((other) => other === text).length);
      const chosen = chooseTerms(column, rows, { maxWords: 2, minDocuments: 1, maxFeatures });
      expect(chosen).toEqual(wanted.sort((a, b) => (a.text < b.text ? -1 : 1)));
    }),
  );
});

it('gives rows of length one or zero, each row by itself', () => {
  fc.assert(
    fc.property(documents, (texts) => {
      const X = tableOf([textColumn('t', texts)]);
      const fitted = learn(X);
      const whole = rowsOf(transformWith(fitted, X));
      for (const [row, values] of whole.entries()) {
        const squares = values.reduce((sum: number, value) => sum + Number(value) * Number(value), 0);
        expect(Math.min(squares, Math.abs(squares - 1))).toBeLessThan(1e-12);
        expect(rowsOf(transformWith(fitted, takeRows(X, [row])))).toEqual([values]);
        expect(rowsOf(transformWith(fitted, tableOf([textColumn('t', [texts[row]])])))).toEqual([values]);
      }
    }),
  );
});

it('leaves other columns alone and takes none of their names', () => {
  const X = tableOf([
    textColumn('t', ['on time', 'on time']),
    stringColumn('city', ['Bern', 'Graz']),
    numberColumn('t: time', [1, 2]),
  ]);
  const fitted = learn(X);
  expect(columnNames(transformWith(fitted, X))).toEqual(['city', 't: time', 't#2: on', 't#2: on time', 't#2: time']);
  const state = tfidf.state.parse(fitted.state);
  expect([...tfidf.origins!(state).values()]).toEqual(['t', 't', 't']);
});

it('fits fewer terms where rows are many', () => {
  const codes = Int32Array.from({ length: 8_000_001 }, (_, row) => row % 2);
  const dictionary = ['a b c d e f g', 'a c e g b d f'];
  const X = tableOf([{ kind: 'string', name: 't', codes, dictionary, text: true }]);
  const [{ terms }] = (learn(X).state as { columns: { terms: string[] }[] }).columns;
  expect(terms).toEqual(['a', 'b', 'c', 'd']);
});

it('refuses a table whose column is no text', () => {
  const fitted = learn(tableOf([textColumn('t', ['a b', 'a b'])]));
  const act = () => transformWith(fitted, tableOf([numberColumn('t', [1])]));
  expect(act).toThrow(expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }));
});

it('has a place in the recipes only where a column is text', () => {
  const others = [{ name: 'x', role: 'categorical' }] as const;
  const text = [...others, { name: 't', role: 'text' }] as const;
  const steps = (made: readonly { readonly name: string }[]) => made.map(({ name }) => name);
  expect(steps(linearRecipe(others))).not.toContain('tfidf');
  expect(steps(treeRecipe(others))).not.toContain('tfidf');
  expect(steps(linearRecipe(text)).indexOf('tfidf')).toBe(steps(linearRecipe(text)).indexOf('standard_scaler') + 1);
  expect(treeRecipe(text)[2]).toEqual({ name: 'tfidf', params: { maxFeatures: 200, sublinear: true } });
});
