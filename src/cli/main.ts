/** The command line: finds the command, reads its flags, runs its operation, and prints the answer or the error. */
import { CommanderError, Command as Program } from 'commander';
import type { Platform } from '../app/platform.ts';
import { asModelwrightError, ModelwrightError } from '../core/errors.ts';
import { version } from '../core/version.ts';
import { type Command, commands, groups } from './commands.ts';
import { reportError } from './report-error.ts';
import type { Io } from './screen.ts';
import type { Doors } from './serve-command.ts';

/** Flags that every command takes. */
interface CommonFlags {
  readonly json?: boolean;
  readonly home?: string;
  readonly quiet?: boolean;
}

/**
 * Runs one command line.
 *
 * @param argv what stands after the program's name.
 * @returns the exit code: 0 ok, 1 the work failed, 2 usage, 3 a gate refused, 130 interrupted.
 */
export async function runCli(argv: readonly string[], doors: Doors, io: Io = process): Promise<number> {
  const json = argv.includes('--json');
  let exitCode = 0;
  try {
    const program = createProgram(io);
    const exit = (code: number) => {
      exitCode = code;
    };
    await addCommands(program, argv, io, exit);
    addServe(program, doors, io, exit);
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0 || error.code === 'commander.help') return 0;
      const problem = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
      return reportError(new ModelwrightError('OPTION_UNKNOWN', { problem }), { json, io });
    }
    return reportError(asModelwrightError(error), { json, io });
  }
}

function createProgram(io: Io): Program {
  return settled(new Program('modelwright'), io)
    .description('The ML engineer for TypeScript teams: from a table to a served, watched and retrained model.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright train churn.csv --target churn\n  modelwright serve\n\nEvery command explains itself: modelwright train --help',
    );
}

/** Nothing of commander ends the process or writes past the given streams. */
function settled(program: Program, io: Io): Program {
  return program
    .exitOverride()
    .helpCommand(false)
    .configureHelp({ helpWidth: io.stdout.columns ?? 100 })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    });
}

/** Adds every command; only the one that is called has its flags read from its operation. */
async function addCommands(program: Program, argv: readonly string[], io: Io, exit: (code: number) => void) {
  const words = argv.filter((word) => !word.startsWith('-'));
  for (const command of commands) {
    const [first, second] = command.name.split('.');
    const parent = second === undefined ? program : groupOf(program, first, io);
    const added = settled(parent.command(second ?? first), io).description(command.summary);
    const called = words[0] === first && (second === undefined || words[1] === second);
    if (called) await addOperation(added, command, io, exit);
    else added.allowUnknownOption();
  }
}

function groupOf(program: Program, name: string, io: Io): Program {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? settled(program.command(name), io).description(groups[name]);
}

async function addOperation(added: Program, command: Command, io: Io, exit: (code: number) => void): Promise<void> {
  const [operation, { addOptions }] = await Promise.all([command.operation(), import('./options.ts')]);
  added.description(operation.description);
  addOptions(added, operation);
  addCommonFlags(added);
  const examples = operation.examples.map((example) => `  ${example}`).join('\n');
  added.addHelpText('after', `\nExample:\n${examples}`);
  added.action(async () => {
    const { runCommand } = await import('./run-command.ts');
    const { json = false, home, quiet = false } = added.opts<CommonFlags>();
    exit(
      await withPlatform(home, (platform) =>
        runCommand(platform, { command, operation, program: added, json, quiet, io }),
      ),
    );
  });
}

function addCommonFlags(program: Program): Program {
  return program
    .option('--json', 'print the answer as one JSON document')
    .option('--home <folder>', 'folder of all state (default: MODELWRIGHT_HOME, else .modelwright)')
    .option('--quiet', 'no progress');
}

/** Opens the platform for the time of some work. An interrupt gives up what the work has not yet made durable. */
async function withPlatform(home: string | undefined, work: (platform: Platform) => Promise<number>): Promise<number> {
  const { openPlatform } = await import('../app/platform.ts');
  const platform = await openPlatform({ home });
  try {
    return await work(platform);
  } finally {
    await platform.close();
  }
}

/** `serve` is no operation: it runs until it is told to stop. */
function addServe(program: Program, doors: Doors, io: Io, exit: (code: number) => void): void {
  const added = settled(program.command('serve'), io)
    .description('the prediction server over HTTP')
    .option('--port <n>', 'port to listen on; 0 takes a free one', '8080')
    .option('--host <host>', 'address of this machine; only loopback until authentication exists', '127.0.0.1')
    .option('--home <folder>', 'folder of all state (default: MODELWRIGHT_HOME, else .modelwright)')
    .addHelpText('after', '\nExample:\n  modelwright serve --port 8080');
  added.action(async () => {
    const { serveUntilStopped } = await import('./serve-command.ts');
    const { port, host, home } = added.opts<{ port: string; host: string; home?: string }>();
    exit(await withPlatform(home, (platform) => serveUntilStopped(platform, { port: Number(port), host }, doors, io)));
  });
}
