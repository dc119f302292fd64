/** Reads the answers of one HTTP/1.1 connection as their bytes come: status, body, and whether the connection stays. */

const endOfHead = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);

/** @param answered called with `{ status, body, stays }` of every whole answer. */
export function answerReader(answered) {
  let waiting = nothing;
  return (bytes) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (;;) {
      const headEnd = waiting.indexOf(endOfHead);
      if (headEnd < 0) return;
      const head = waiting.latin1Slice(0, headEnd + 2);
      const bodyStart = headEnd + endOfHead.length;
      const end = bodyStart + lengthOf(head);
      if (waiting.length < end) return;
      const body = waiting.subarray(bodyStart, end);
      waiting = waiting.length === end ? nothing : waiting.subarray(end);
      const status = Number(head.slice(9, 12));
      answered({ status, body, stays: !/\r\nconnection: *close\r\n/i.test(head) });
    }
  };
}

function lengthOf(head) {
  const [, length] = /\r\ncontent-length: *(\d+)\r\n/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`an answer without Content-Length: ${head.split('\r\n', 1)[0]}`);
  return Number(length);
}
