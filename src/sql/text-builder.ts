/**
 * Text columns, dictionary-encoded straight from DuckDB's memory. A DuckDB string is 16 bytes: its length, then either the text
 * itself (up to 12 bytes, zero-padded) or a pointer. Short texts are found in a hash table by those four words, so that a
 * JavaScript string is made once per distinct text rather than once per row.
 */
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';
import { allocated, grown, trimmed } from './growing-array.ts';
import { isPresent, presenceBits, type RawVector, wordsOf } from './raw-vector.ts';
import { WordTable } from './word-table.ts';

/** Bytes of a text that DuckDB stores in place. */
const inPlace = 12;

/** See `columnBuilder`. */
export function textBuilder(name: string, { capacity, shared }: BuilderOptions): ColumnBuilder {
  const dictionary: string[] = [];
  const codeOfText = new Map<string, number>();
  const shortTexts = new WordTable();
  let codes = allocated(Int32Array, capacity, shared);
  let length = 0;

  const codeOf = (text: string): number => {
    let code = codeOfText.get(text);
    if (code === undefined) {
      code = dictionary.push(text) - 1;
      codeOfText.set(text, code);
    }
    return code;
  };

  return {
    append(vector, count) {
      codes = grown(codes, length + count);
      const bits = presenceBits(vector, count);
      const words = vector.items ? undefined : wordsOf(vector);
      const [target, at] = [codes, length];
      for (let row = 0; row < count; row++) {
        if (!isPresent(bits, row)) target[at + row] = -1;
        else if (words !== undefined && words[4 * row] <= inPlace) {
          const code = shortTexts.find(words, 4 * row);
          target[at + row] = code >= 0 ? code : shortTexts.add(words, 4 * row, codeOf(textAt(vector, row, words)));
        } else target[at + row] = codeOf(textAt(vector, row, words));
      }
      length += count;
    },
    finish: () => ({ kind: 'string', name, codes: trimmed(codes, length), dictionary }),
  };
}

/** The package's decoder drops a byte order mark at the beginning of a text; the text's first bytes tell that it was there. */
function textAt(vector: RawVector, row: number, words: Int32Array | undefined): string {
  const text = vector.getItem(row) as string;
  const marked = words !== undefined && words[4 * row] >= 3 && (words[4 * row + 1] & 0xffffff) === markBytes;
  return marked ? `\ufeff${text}` : text;
}

/** EF BB BF, read as a little-endian word. */
const markBytes = 0xbfbbef;
