/** Problems for people, on standard error; what was answered is counted by the metrics alone. */
import type { ServerLog } from './server-log.ts';

export function openTextLog(): ServerLog {
  return {
    takesRequests: false,
    answered() {},
    state() {},
    problem(error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`modelwright: ${text}\n`);
    },
    dropped: 0,
    close: async () => {},
  };
}
