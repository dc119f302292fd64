/** The command line: finds the command, reads its flags, runs its operation, and prints the answer or the error. */
import { CommanderError, Command as Program } from 'commander';
import type { Platform } from '../app/platform.ts';
import { asModelwrightError, ModelwrightError } from '../core/errors.ts';
import { version } from '../core/version.ts';
import { arranged } from './arrange.ts';
import type { Command } from './command.ts';
import { groups } from './command-groups.ts';
import { commands, wordsOf } from './commands.ts';
import { reportError } from './report-error.ts';
import type { Io } from './screen.ts';
import type { Doors, ServeFlags } from './serve-command.ts';
import { misused, usageError } from './usage-error.ts';

/** Flags that every command takes. */
interface CommonFlags {
  readonly json?: boolean;
  readonly home?: string;
  readonly quiet?: boolean;
}

/** What the commands need to run and to tell how it went. */
interface Session {
  readonly doors: Doors;
  readonly io: Io;
  readonly startedMs?: number;
  exit(code: number): void;
}

const usualWidth = 100;
/** Descriptions are wrapped down to this width. */
const leastWidth = 20;

/**
 * Runs one command line.
 *
 * @param argv what stands after the program's name.
 * @param startedMs reading of the monotonic clock from which time budgets count; default: the start of the work.
 * @returns the exit code: 0 ok, 1 the work failed, 2 usage, 3 a gate refused, 130 interrupted.
 */
export async function runCli(
  argv: readonly string[],
  doors: Doors,
  io: Io = process,
  startedMs?: number,
): Promise<number> {
  const json = argv.includes('--json');
  const line = arranged(argv);
  let exitCode = 0;
  const session: Session = {
    doors,
    io,
    startedMs,
    exit(code) {
      exitCode = code;
    },
  };
  const program = createProgram(io);
  try {
    await addCommands(program, line, session);
    addServe(program, session);
    if (argv.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync(line, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(asModelwrightError(error), { json, io });
    if (error.exitCode === 0) return 0;
    return reportError(complaint(error, line, program), { json, io });
  }
}

function complaint(error: CommanderError, [first = '', second]: readonly string[], program: Program): ModelwrightError {
  if (error.code !== 'commander.help') {
    const isGroup = Object.hasOwn(groups, first);
    const named = (among: Program | undefined, name: string | undefined) =>
      among?.commands.find((command) => command.name() === name);
    const called = isGroup ? named(named(program, first), second) : named(program, first);
    const flags = called?.options.flatMap(({ long }) => long ?? []) ?? [];
    return usageError(error, isGroup ? `${first} ${second}` : first, flags);
  }
  // Commander shows help where a group stands without its command.
  const members = commands.filter(({ name }) => name.startsWith(`${first}.`)).map(({ name }) => name.split('.')[1]);
  return misused(
    members.length === 0 ? 'missing a command' : `${first} needs one of ${members.join(', ')}`,
    members.length === 0 ? '' : first,
  );
}

function createProgram(io: Io): Program {
  return settled(new Program('modelwright'), io)
    .description('The ML engineer for TypeScript teams: from a table to a served, watched and retrained model.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      `
Every command takes --json, --quiet and --home <folder>, and explains itself: modelwright train --help

Example:
  modelwright profile churn.csv --target churn
  modelwright train churn.csv --target churn
  modelwright serve`,
    );
}

/** Nothing of commander ends the process or writes past the given streams. */
function settled(program: Program, io: Io): Program {
  const width = () => io.stdout.columns ?? usualWidth;
  return program
    .exitOverride()
    .helpCommand(false)
    .configureHelp({ minWidthToWrap: leastWidth })
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: width,
      // Help has no colours, so a terminal and a pipe get the same.
      getOutHasColors: () => false,
    });
}

/** Adds every command; only the one that is called has its flags read from its operation. */
async function addCommands(program: Program, [word, subWord]: readonly string[], session: Session): Promise<void> {
  for (const command of commands) {
    const [first, second] = wordsOf(command.name);
    const parent = second === undefined ? program : groupOf(program, first, session.io);
    const added = settled(parent.command(second ?? first), session.io).description(command.summary);
    if (word === first && (second === undefined || subWord === second)) await addOperation(added, command, session);
  }
}

function groupOf(program: Program, name: string, io: Io): Program {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? settled(program.command(name), io).description(groups[name]);
}

async function addOperation(added: Program, command: Command, { io, startedMs, exit }: Session): Promise<void> {
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
        runCommand(platform, { command, operation, program: added, json, quiet, io, startedMs }),
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

/** Opens the platform for the time of some work. */
async function withPlatform(home: string | undefined, work: (platform: Platform) => Promise<number>): Promise<number> {
  if (home === '') throw new ModelwrightError('PARAM_INVALID', { name: '--home', law: 'a folder', value: 'nothing' });
  const { openPlatform } = await import('../app/platform.ts');
  const platform = await openPlatform({ home });
  try {
    return await work(platform);
  } finally {
    await platform.close();
  }
}

/** `serve` is no operation: it runs until it is told to stop. */
function addServe(program: Program, { doors, io, exit }: Session): void {
  const added = settled(program.command('serve'), io)
    .description('the prediction server over HTTP, and over gRPC if asked')
    .option('--port <n>', 'port to listen on; 0 takes a free one', '8080')
    .option('--grpc-port <n>', 'port of the Open Inference Protocol over gRPC; without it, gRPC is not spoken')
    .option('--host <host>', 'address of this machine; beyond loopback with --auth only', '127.0.0.1')
    .option('--workers <n>', 'processes that share the ports; auto: one for each core (default: 1)')
    .option('--auth <ways>', 'how callers say who they are: keys, jwt, keys,jwt, or none (default: none)')
    .option('--allowed-hosts <names>', 'names by which the server is reached, separated by commas')
    .option('--predict-rate <n>', 'predictions and labels of one caller a second (default: no limit)')
    .option('--mlflow-model <name>', 'model that answers on /invocations (default: the only one)')
    .option('--model-control <mode>', 'registry: serve all of it; explicit: serve what is loaded (default: registry)')
    .option('--load-models <a,b>', 'with explicit control: models that are loaded at the start; "*" is all')
    .option('--log <format>', 'standard error: text tells of problems, json of every request as well', 'text')
    .option('--traces', 'send a span for every request; OTEL_EXPORTER_OTLP_ENDPOINT says where to');
  addCommonFlags(added).addHelpText(
    'after',
    `\nExample:\n  modelwright serve --port 8080\n  modelwright serve --workers auto\n  modelwright keys create checkout --models churn\n  modelwright serve --host 0.0.0.0 --auth keys --allowed-hosts ml.example.com`,
  );
  added.action(async () => {
    const { serveUntilStopped } = await import('./serve-command.ts');
    const { json = false, quiet = false, traces = false, home, ...flags } = added.opts<CommonFlags & ServeFlags>();
    exit(
      await withPlatform(home, (platform) => serveUntilStopped(platform, { ...flags, traces, json, quiet }, doors, io)),
    );
  });
}
