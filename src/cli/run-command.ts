/** One command: its input checked, its operation run with live progress, its answer printed. */
import type { Command as Program } from 'commander';
import type { z } from 'zod';
import type { Operation } from '../app/operation.ts';
import type { Platform } from '../app/platform.ts';
import { promised } from '../app/promised.ts';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import { lawOf } from '../core/schema-law.ts';
import type { Command } from './command.ts';
import { wordsOf } from './commands.ts';
import { contentWriter } from './content-writer.ts';
import { interruptible } from './interrupt.ts';
import { inputOf, spelled, typedOf } from './options.ts';
import { withoutControls } from './plain.ts';
import { showProgress } from './progress-line.ts';
import { type Io, screenOf } from './screen.ts';
import { misused } from './usage-error.ts';

interface Call {
  readonly command: Command;
  readonly operation: Operation;
  readonly program: Program;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly io: Io;
  /** Reading of the monotonic clock at which the process began, when the command is what it was started for. */
  readonly startedMs?: number;
}

const endingNote = 'with the best so far; Ctrl-C again gives up';

const longestValue = 100;

/** Returns the exit code; throws what the operation throws. */
export async function runCommand(platform: Platform, call: Call): Promise<number> {
  const { command, operation, json, quiet, io } = call;
  const input = checked(operation, call.program);
  const content = contentWriter(io.stdout);
  const progress = showProgress(io.stderr, { quiet, live: !json });
  try {
    const given = await interruptible(
      operation.name,
      (interrupts) =>
        operation.run(platform, input, {
          onProgress: progress.onProgress,
          onContent: content.write,
          startedMs: call.startedMs,
          ...interrupts,
        }),
      { endsEarly: operation.endsEarly, onEnough: () => progress.onProgress({ stage: 'ending', note: endingNote }) },
    );
    const answer = promised(operation, given);
    progress.stop();
    if (content.isUsed()) return 0;
    if (json) io.stdout.write(`${JSON.stringify(answer)}\n`);
    else await show(answer, call);
    return command.failed?.(answer as never) ? 1 : 0;
  } catch (error) {
    progress.stop();
    // A gate that refuses after the work was done hands over what was found.
    if (!json && isModelwrightError(error) && error.details['report'])
      await show(promised(operation, error.details['report']), call);
    throw error;
  }
}

async function show(answer: unknown, { command, io }: Call): Promise<void> {
  const view = await command.view();
  io.stdout.write(`${view(withoutControls(answer) as never, screenOf(io, io.stdout))}\n`);
}

/** @throws PARAM_INVALID, COMMAND_INVALID in the spelling of the command line */
function checked(operation: Operation, program: Program): z.output<Operation['input']> {
  const parsed = operation.input.safeParse(inputOf(operation, program));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue.path[0]);
  const name = spelled(operation, field);
  const typed = typedOf(operation, program, field);
  if (typed === undefined) throw misused(`missing ${name}`, wordsOf(operation.name).join(' '));
  const value = String(typed).slice(0, longestValue);
  throw new ModelwrightError('PARAM_INVALID', { name, law: lawOf(issue), value: value === '' ? 'nothing' : value });
}
