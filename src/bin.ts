#!/usr/bin/env node
/** The program `modelwright`: checks Node, then runs the command line with the server behind its one door. */
const leastNode = [20, 20] as const;
const interrupted = 130;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
  process.stderr.write(`modelwright needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}\n`);
  process.exit(1);
}

// A reader that goes away (`modelwright ... | head`) is no error, and the work goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const { runCli } = await import('./cli/main.ts');
// The monotonic clock counts from the start of the process: budgets include what it took to come here.
const processStartMs = 0;
process.exitCode = await runCli(
  process.argv.slice(2),
  { serve: () => import('./server/start.ts') },
  process,
  processStartMs,
);
// Work that was interrupted may have been left behind, still running.
if (process.exitCode === interrupted) process.exit();
