/** Which limits of requests a project may set; what it does not say is what the product ships. */
import { z } from 'zod';

const count = (most: number) => z.int().min(1).max(most);
const milliseconds = (least: number, most: number) => z.int().min(least).max(most);
const bytesOfAll = z
  .int()
  .min(1024 * 1024)
  .max(64 * 1024 * 1024 * 1024);

export const limitsSchema = z
  .strictObject({
    bodyBytes: count(1024 * 1024 * 1024).describe('Bytes of a body.'),
    heldBodyBytes: bytesOfAll.describe('Bytes of large bodies whose requests are not answered yet, all together.'),
    rows: count(1_000_000).describe('Rows of one predict request.'),
    waiting: count(10_000).describe('Requests of one model that wait for their turn.'),
    waitMs: milliseconds(1, 60_000).describe('How long one waits at most.'),
    predictMs: milliseconds(1, 600_000).describe('Time for a request of up to a thousand rows that names none.'),
    connections: count(1_000_000).describe('Connections at a time.'),
    stalledMs: milliseconds(1_000, 600_000).describe(
      'An answer of which the client takes nothing for this long is cut off.',
    ),
    unsentBytes: bytesOfAll.describe('Bytes of answers that clients are still taking, all together.'),
    lameDuckMs: milliseconds(0, 600_000).describe(
      'After SIGTERM: time for which the server is not ready but still answers.',
    ),
    drainMs: milliseconds(0, 600_000).describe('After that: time that requests in flight have.'),
  })
  .partial();
