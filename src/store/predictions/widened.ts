/** Texts that stand side by side in bytes, all of one width: shorter ones end in zeros. */

/** Texts of `from` bytes each as texts of `to` bytes each, with room for as many of them. */
export function widened(texts: Uint8Array, from: number, to: number, room: number): Uint8Array<ArrayBuffer> {
  const wide = new Uint8Array(room * to);
  if (from === to) wide.set(texts);
  else for (let at = 0, i = 0; at < texts.length; at += from, i++) wide.set(texts.subarray(at, at + from), i * to);
  return wide;
}
