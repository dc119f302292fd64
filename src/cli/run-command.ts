/** One command: its input checked, its operation run with live progress, its answer printed. */
import type { Command as Program } from 'commander';
import type { z } from 'zod';
import type { Operation } from '../app/operation.ts';
import type { Platform } from '../app/platform.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { Command } from './commands.ts';
import { inputOf, spelled } from './options.ts';
import { noProgress, showProgress } from './progress-line.ts';
import { type Io, screenOf } from './screen.ts';

interface Call {
  readonly command: Command;
  readonly operation: Operation;
  readonly program: Program;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly io: Io;
}

const longestValue = 100;

/** Returns the exit code; throws what the operation throws. */
export async function runCommand(platform: Platform, call: Call): Promise<number> {
  const { operation, json, io } = call;
  const input = checked(operation, inputOf(operation, call.program));
  const progress = call.quiet ? noProgress : showProgress(io.stderr);
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    const context = { onProgress: progress.onProgress, signal: interrupt.signal };
    const answer = await operation.run(platform, input, context);
    progress.stop();
    if (json) {
      io.stdout.write(`${JSON.stringify(answer)}\n`);
    } else {
      const view = await call.command.view();
      io.stdout.write(`${view(answer as never, screenOf(io, io.stdout))}\n`);
    }
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) throw new ModelwrightError('CANCELLED', { what: operation.name }, { cause: error });
    throw error;
  } finally {
    progress.stop();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** @throws PARAM_INVALID in the spelling of the command line */
function checked(operation: Operation, input: Record<string, unknown>): z.output<Operation['input']> {
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue.path[0]);
  const value = input[field];
  const name = spelled(operation, field);
  if (value === undefined) {
    const problem = `missing ${name}; see modelwright ${operation.name.replace('.', ' ')} --help`;
    throw new ModelwrightError('OPTION_UNKNOWN', { problem });
  }
  const law = issue.message.replace(/^Invalid input: /, '');
  throw new ModelwrightError('PARAM_INVALID', { name, law, value: String(value).slice(0, longestValue) });
}
