/** What goes before a model on its way into a process: how long it is, so that it is read into memory of just that size. */

/** Bytes of the head. */
export const lengthBytes = 8;

export function lengthHead(length: number): Uint8Array {
  const head = new Uint8Array(lengthBytes);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  return head;
}

export function lengthOf(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
}
