/** Reading of protobuf's wire format from untrusted bytes: every step is bounded by the end of the message that holds it. */
import { refusedModel } from './refused-model.ts';

const most = 10;
const lowBits = 0x7f;
const moreFollows = 0x80;

export class Wire {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** An unsigned number of at most 64 bits. */
  varint(end: number): bigint {
    let value = 0n;
    let small = 0;
    for (let i = 0; i < most; i++) {
      if (this.at >= end) throw this.cutOff();
      const byte = this.#bytes[this.at++];
      // The first four bytes fit a small integer, which nearly all numbers are.
      if (i < 4) small |= (byte & lowBits) << (7 * i);
      else value |= BigInt(byte & lowBits) << BigInt(7 * i);
      if (byte < moreFollows) return BigInt.asUintN(64, value | BigInt(small));
    }
    throw refusedModel('a number', `at most ${most} bytes`, 'more');
  }

  /** A length, and a check that so many bytes follow before the end. */
  length(end: number): number {
    const length = this.varint(end);
    if (length > BigInt(end - this.at)) throw this.cutOff();
    return Number(length);
  }

  skip(bytes: number, end: number): void {
    if (bytes > end - this.at) throw this.cutOff();
    this.at += bytes;
  }

  /** Numbers of variable length that fill the next bytes. */
  countVarints(length: number): number {
    const end = this.at + length;
    let count = 0;
    for (let at = this.at; at < end; at++) if (this.#bytes[at] < moreFollows) count++;
    if (length > 0 && this.#bytes[end - 1] >= moreFollows) throw this.cutOff();
    this.at = end;
    return count;
  }

  take(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  cutOff(): Error {
    return refusedModel('the file', 'messages that end within the one that holds them', `an end at byte ${this.at}`);
  }
}
