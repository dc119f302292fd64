/** What a model's process and its owner say to each other. */
import type { NativeTensor, TensorSpec } from '../native-tensor.ts';

/** A call: tensors in, tensors out. */
export interface RunMessage {
  readonly id: number;
  readonly feeds: readonly NativeTensor[];
}

/** What the process says. Resident bytes come with some answers. */
export type ProcessMessage =
  | { readonly kind: 'ready'; readonly inputs: readonly TensorSpec[]; readonly outputs: readonly TensorSpec[] }
  | { readonly kind: 'refused'; readonly problem: string }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly outputs: readonly NativeTensor[];
      readonly residentBytes?: number;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: string };

/** What a process is started with, as JSON in its first argument; the model itself comes through standard input. */
export interface ProcessSetup {
  /** Threads of one call. */
  readonly threads: number;
  /** Elements of all outputs of a call together. */
  readonly maxOutputElements: number;
}
