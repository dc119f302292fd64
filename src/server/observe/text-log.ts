/** Problems for people, on standard error; what was answered is counted by the metrics alone. */
import { isModelwrightError } from '../../core/errors.ts';
import type { ServerLog } from './server-log.ts';

export function openTextLog(): ServerLog {
  return {
    takesRequests: false,
    answered() {},
    state() {},
    problem(error) {
      const text = error instanceof Error ? textOf(error) : String(error);
      process.stderr.write(`modelwright: ${text}\n`);
    },
    dropped: 0,
    close: async () => {},
  };
}

/** Where a fault of this program is matters to nobody for errors that say what is wrong. */
function textOf(error: Error): string {
  const isKnown = isModelwrightError(error) && error.code !== 'INTERNAL';
  return isKnown ? error.message : (error.stack ?? error.message);
}
