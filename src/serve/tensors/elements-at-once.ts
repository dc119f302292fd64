/** Elements of tensors that are worked through in one turn of the event loop: about a millisecond of them. */
import type { Datatype } from './tensor.ts';

/** A text takes as long as some numbers. */
const [numbersAtOnce, textsAtOnce] = [65_536, 8_192];

/** How many elements of a datatype take one turn. */
export function elementsAtOnce(datatype: Datatype): number {
  return datatype === 'BYTES' ? textsAtOnce : numbersAtOnce;
}

/** The part of a turn that so many elements take. */
export function turnsOf({
  datatype,
  data,
}: {
  readonly datatype: Datatype;
  readonly data: ArrayLike<unknown>;
}): number {
  return data.length / elementsAtOnce(datatype);
}
