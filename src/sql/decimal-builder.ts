/** Fixed-point numbers. They become float64 when every one of them survives the trip there and back, else exact text. */
import { ModelwrightError } from '../core/errors.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';

/** See `columnBuilder`. */
export function decimalBuilder(name: string, { whole }: BuilderOptions): ColumnBuilder {
  const texts: (string | null)[] = [];
  let exact = false;
  return {
    append(vector, count) {
      for (let row = 0; row < count; row++) {
        const value = vector.getItem(row);
        const text = value === null ? null : String(value);
        if (text !== null && !exact && !survivesFloat(text)) exact = true;
        texts.push(text);
      }
      if (exact && !whole) {
        const law = 'decimals that float64 holds';
        throw new ModelwrightError('VALUE_INVALID', { what: `column "${name}"`, law, value: 'a longer one' });
      }
    },
    finish() {
      if (exact) return { ...stringColumn(name, texts), exact: 'decimal' };
      const values = texts.map((text) => (text === null ? null : Number(text)));
      return { ...numberColumn(name, values), integer: false };
    },
  };
}

/** True when the nearest float64, printed with as many decimal places, is the same text. */
function survivesFloat(text: string): boolean {
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.length - point - 1;
  return text.length <= 16 || Number(text).toFixed(places) === text;
}
