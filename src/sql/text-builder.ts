/**
 * Text columns, dictionary-encoded straight from DuckDB's memory. A DuckDB string is 16 bytes: its length, then either the text
 * itself (up to 12 bytes, zero-padded) or a pointer. Short texts are found in a hash table by those four words, so that a
 * JavaScript string is made once per distinct text rather than once per row.
 */
import type { ColumnBuilder } from './column-builder.ts';
import { grown, trimmed } from './growing-array.ts';
import { isPresent, presenceBits, type RawVector, wordsOf } from './raw-vector.ts';

/** Bytes of a text that DuckDB stores in place. */
const inPlace = 12;

/** See `columnBuilder`. */
export function textBuilder(name: string): ColumnBuilder {
  const dictionary: string[] = [];
  const codeOfText = new Map<string, number>();
  const shortTexts = wordTable();
  let codes = new Int32Array(0);
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
      const bits = presenceBits(vector);
      const words = vector.items ? undefined : wordsOf(vector);
      for (let row = 0; row < count; row++) {
        let code = -1;
        if (isPresent(bits, row)) {
          if (words && words[4 * row] <= inPlace) {
            code = shortTexts.find(words, 4 * row, () => codeOf(textAt(vector, row, words)));
          } else code = codeOf(textAt(vector, row, words));
        }
        codes[length + row] = code;
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

/** An open-addressing hash table from four 32-bit words to a code. */
function wordTable() {
  let slots = 1024;
  let keys = new Int32Array(slots * 4);
  let codes = new Int32Array(slots).fill(-1);
  let used = 0;

  const slotOf = (words: Int32Array, at: number): number => {
    let hash = Math.imul(words[at] ^ Math.imul(words[at + 1], 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ Math.imul(words[at + 2], 0xc2b2ae35), 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 13) ^ Math.imul(words[at + 3], 0x165667b1), 0x9e3779b1);
    let slot = (hash ^ (hash >>> 16)) & (slots - 1);
    while (
      codes[slot] >= 0 &&
      (keys[4 * slot] !== words[at] ||
        keys[4 * slot + 1] !== words[at + 1] ||
        keys[4 * slot + 2] !== words[at + 2] ||
        keys[4 * slot + 3] !== words[at + 3])
    ) {
      slot = (slot + 1) & (slots - 1);
    }
    return slot;
  };

  const enlarge = () => {
    const [oldKeys, oldCodes] = [keys, codes];
    slots *= 2;
    keys = new Int32Array(slots * 4);
    codes = new Int32Array(slots).fill(-1);
    for (let old = 0; old < oldCodes.length; old++) {
      if (oldCodes[old] < 0) continue;
      const slot = slotOf(oldKeys, 4 * old);
      keys.set(oldKeys.subarray(4 * old, 4 * old + 4), 4 * slot);
      codes[slot] = oldCodes[old];
    }
  };

  return {
    /** The code of the words at `at`; `make` gives it when they are new. */
    find(words: Int32Array, at: number, make: () => number): number {
      let slot = slotOf(words, at);
      if (codes[slot] >= 0) return codes[slot];
      if (++used * 2 > slots) {
        enlarge();
        slot = slotOf(words, at);
      }
      keys.set(words.subarray(at, at + 4), 4 * slot);
      codes[slot] = make();
      return codes[slot];
    },
  };
}
