/** Who asks, as far as routing goes by it, over HTTP and gRPC. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Asked } from '../serve/predictor.ts';
import type { Tensor } from '../serve/tensors/tensor.ts';

type Header = NonNullable<Asked['header']>;

/** A request of rows. @param first the first row, as it came; absent where rows come later. */
export function askedBy(headers: IncomingHttpHeaders, first?: unknown): Asked {
  const row = typeof first === 'object' && first !== null ? (first as Readonly<Record<string, unknown>>) : undefined;
  return {
    header: headerOf(headers),
    column: (name) => (row && Object.hasOwn(row, name) ? row[name] : undefined),
  };
}

/** A request of tensors. */
export function askedWith(header: Header, inputs: readonly Tensor[]): Asked {
  return { header, column: (name) => inputs.find((tensor) => tensor.name === name)?.data[0] };
}

/** Headers of HTTP by name. */
export function headerOf(headers: IncomingHttpHeaders): Header {
  return (name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
}
