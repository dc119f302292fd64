/**
 * A large JSON text, parsed piece by piece, so that other work gets its turn between: the scan finds commas at which the text may be
 * cut, each piece is completed to a text of its own and parsed by the parser proper, and what was open at a cut takes in the pieces that
 * follow. The value and the refusal are those of the whole text.
 */
import { type ByteRange, type JsonCut, type JsonLimits, JsonScan } from './json-scan.ts';
import { withoutRounded } from './rounded-numbers.ts';

type Container = unknown[] | Record<string, unknown>;

/** What the parser found, and the characters that stand before the text that it was given. */
export class PieceError extends Error {
  readonly found: unknown;
  readonly before: number;

  constructor(found: unknown, before: number) {
    super('a piece is no JSON');
    this.found = found;
    this.before = before;
  }
}

/**
 * Parses a text of UTF-8; other work may go on wherever this yields.
 *
 * @throws what `JsonScan.advance` throws; PieceError for what the parser refuses.
 */
export function* parseInPieces(bytes: Buffer, limits: JsonLimits, pieceBytes: number): Generator<void, unknown> {
  const scan = new JsonScan(bytes, limits, pieceBytes);
  for (let until = 0; !scan.isDone; ) {
    if (until > 0) yield;
    until = Math.min(until + pieceBytes, bytes.length);
    scan.advance(until);
  }
  const value = new GrowingValue(bytes);
  let rounded = 0;
  let from = 0;
  for (const cut of [...scan.cuts, undefined]) {
    yield;
    const to = cut?.at ?? bytes.length;
    const ofPiece: ByteRange[] = [];
    while (rounded < scan.rounded.length && scan.rounded[rounded].end <= to) ofPiece.push(scan.rounded[rounded++]);
    value.add(withoutRounded(bytes, from, to, ofPiece), cut);
    from = to;
  }
  return value.root;
}

/** A value that takes in its text piece by piece. */
class GrowingValue {
  root: unknown;
  readonly #bytes: Buffer;
  #hasRoot = false;
  /** What is open, outermost first. */
  readonly #open: Container[] = [];
  #characters = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws PieceError */
  add(text: string, cut: JsonCut | undefined): void {
    try {
      this.#take(text, cut);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#refuse(text, cut);
    }
    this.#characters += text.length;
  }

  #take(text: string, cut: JsonCut | undefined): void {
    const top = this.#open.at(-1);
    // An end may follow a beginning at once, the comma in whose place it is put may not.
    if (cut && !cut.isEnd && /[[{]/.test(lastCharacter(text))) throw new SyntaxError();
    const closers = cut?.opened.map(({ isObject }) => (isObject ? '}' : ']')).reverse() ?? [];
    if (!top) {
      if (!this.#hasRoot) this.root = JSON.parse(text + closers.join(''));
      else if (!/^[ \t\n\r]*$/.test(text)) throw new SyntaxError();
      this.#hasRoot = true;
    } else {
      if (!cut) throw new SyntaxError();
      const isList = Array.isArray(top);
      // An end of the text closes the innermost itself; at a comma that is done for it.
      if (!cut.isEnd) closers.push(isList ? ']' : '}');
      const more: Container = JSON.parse((isList ? '[' : '{') + entriesOf(text, cut) + closers.join(''));
      if (isList) for (const entry of more as unknown[]) top.push(entry);
      else addFields(top, more as Record<string, unknown>);
    }
    if (cut?.isEnd) this.#open.pop();
    else if (cut) this.#enter(cut);
  }

  /** Goes down to the innermost that is open at a cut: each lies last in the one around it. */
  #enter({ opened }: JsonCut): void {
    for (const { key } of opened) {
      const around = this.#open.at(-1);
      if (!around) this.#open.push(this.root as Container);
      else if (Array.isArray(around)) this.#open.push(around.at(-1) as Container);
      else this.#open.push(around[JSON.parse(this.#bytes.toString('utf8', key.start, key.end))] as Container);
    }
  }

  /** Says what the parser says of the whole text, by a short one that brings it to the same place. */
  #refuse(text: string, cut: JsonCut | undefined): never {
    const innermost = this.#open.length - 1;
    const before = this.#open.map((one, i): string => {
      if (i < innermost) return Array.isArray(one) ? '[' : '{"":';
      return Array.isArray(one) ? '[[]' : '{"":[]';
    });
    if (innermost < 0 && this.#hasRoot) before.push('[]');
    const opening = before.join('');
    // What is cut before a comma may be wrong only because the comma follows.
    const comma = cut && !cut.isEnd ? ',' : '';
    try {
      JSON.parse(opening + text + comma);
    } catch (error) {
      throw new PieceError(error, this.#characters - opening.length);
    }
    throw new Error('a piece was refused that stands in valid JSON');
  }
}

/** Adds to what `JSON.parse` made as it would have: any name is a field of its own. */
function addFields(fields: Record<string, unknown>, more: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(more)) {
    if (name !== '__proto__') fields[name] = value;
    else Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** The entries of a piece that begins behind an entry, which their comma or the end of the container follows. */
function entriesOf(text: string, { isEnd }: JsonCut): string {
  let at = afterSpace(text, 0);
  if (text[at] !== ',') {
    if (text.length - at !== (isEnd ? 1 : 0)) throw new SyntaxError();
    return text.slice(at);
  }
  at = afterSpace(text, at + 1);
  if (at === text.length || text[at] === ']' || text[at] === '}') throw new SyntaxError();
  return text.slice(at);
}

function lastCharacter(text: string): string {
  let at = text.length - 1;
  while (at >= 0 && isSpace(text[at])) at--;
  return text.charAt(at);
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text[at])) at++;
  return at;
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
