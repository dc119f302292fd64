/** The body of an inference request: JSON, behind which tensors may follow in binary. */
import { ModelwrightError } from '../../core/errors.ts';
import { beginTurns, takeTurns } from '../../core/loop-turns.ts';
import { readJsonBody } from '../json-body.ts';
import { type InferenceRequest, readInferenceRequest } from './inference-request.ts';

/**
 * Reads a body.
 *
 * @param jsonLength The header that says where the JSON ends; absent: at the end of the body.
 * @throws REQUEST_INVALID for a length that the body does not have, JSON_INVALID and what `readJsonBody` throws, BODY_INVALID.
 */
export function readInferenceBody(
  bytes: Buffer,
  jsonLength: string | undefined,
): InferenceRequest | Promise<InferenceRequest> {
  const end = jsonLength === undefined ? bytes.length : Number(jsonLength);
  if (jsonLength !== undefined && !(/^\d{1,15}$/.test(jsonLength) && end <= bytes.length)) {
    throw new ModelwrightError('REQUEST_INVALID', {
      problem: 'Inference-Header-Content-Length is a number of bytes that the body does not have',
    });
  }
  const body = readJsonBody(bytes.subarray(0, end));
  return body instanceof Promise
    ? body.then((read) => takeTurns(readInferenceRequest(read, alignedTail(bytes, end))))
    : beginTurns(readInferenceRequest(body, alignedTail(bytes, end)));
}

/** Bytes of the widest number. */
const widest = Float64Array.BYTES_PER_ELEMENT;

/**
 * What stands behind the JSON, moved to where numbers may lie in memory: it overwrites the end of the JSON, which nobody reads any
 * more. So numbers stay where they came, in place of being copied to memory of their own.
 */
function alignedTail(bytes: Buffer, end: number): Uint8Array {
  const by = (bytes.byteOffset + end) % widest;
  if (by === 0 || by > end || end === bytes.length) return bytes.subarray(end);
  bytes.copyWithin(end - by, end);
  return bytes.subarray(end - by, bytes.length - by);
}
