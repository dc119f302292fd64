/** Where the values of a plan's slots are in the graph. */
import type { ColumnKind } from '../../table/column.ts';
import type { Slot } from '../export-plan.ts';
import type { Graph } from './graph.ts';
import type { Tensor } from './messages.ts';

/** Numbers: a column of a tensor of doubles. */
interface NumberPlace {
  readonly kind: 'numbers';
  readonly tensor: Tensor;
  readonly column: number;
  readonly width: number;
}

/** Texts: a tensor of strings, or a tensor of doubles whose spelling is the text (`spelled` says what they are). */
interface TextPlace {
  readonly kind: 'texts';
  readonly tensor: Tensor;
  readonly spelled?: ColumnKind;
}

export type Place = NumberPlace | TextPlace;

/** Places by slot. */
export type Places = Map<Slot, Place>;

/** Puts `width` columns of a tensor into slots that follow each other. */
export function placeNumbers(places: Places, to: Slot, tensor: Tensor, width = 1): void {
  for (let column = 0; column < width; column++) {
    places.set(to + column, { kind: 'numbers', tensor, column, width });
  }
}

/** The numbers of a slot, nRows x 1. */
export function numbersAt(graph: Graph, places: Places, slot: Slot): Tensor {
  const place = places.get(slot) as NumberPlace;
  if (place.width === 1) return place.tensor;
  return graph.op('Gather', [place.tensor, graph.indices([place.column])], { axis: 1 });
}

/** The numbers of several slots side by side; columns of one tensor that follow each other are taken together. */
export function matrixOf(graph: Graph, places: Places, slots: readonly Slot[]): Tensor {
  const found = slots.map((slot) => places.get(slot) as NumberPlace);
  const tensors = [...new Set(found.map(({ tensor }) => tensor))];
  const starts = new Map<Tensor, number>();
  let width = 0;
  for (const tensor of tensors) {
    starts.set(tensor, width);
    width += found.find((place) => place.tensor === tensor)!.width;
  }
  const joined = tensors.length === 1 ? tensors[0] : graph.op('Concat', tensors, { axis: 1 });
  const columns = found.map(({ tensor, column }) => starts.get(tensor)! + column);
  const inOrder = columns.length === width && columns.every((column, i) => column === i);
  return inOrder ? joined : graph.op('Gather', [joined, graph.indices(columns)], { axis: 1 });
}

/** The same numbers in every row, nRows x their number. `anyInput` tells how many rows there are. */
export function repeated(graph: Graph, values: Float64Array, anyInput: Tensor): Tensor {
  const nRows = graph.op('Shape', [anyInput], { start: 0, end: 1 });
  const shape = graph.op('Concat', [nRows, graph.indices([values.length])], { axis: 0 });
  return graph.op('Expand', [graph.constant({ dims: [1, values.length], values }), shape]);
}
