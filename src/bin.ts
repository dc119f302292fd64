#!/usr/bin/env node
/** The program `modelwright`: the command line with the server behind its one door. */
import { runCli } from './cli/main.ts';

// A reader that goes away (`modelwright ... | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCli(process.argv.slice(2), { serve: () => import('./server/start.ts') });
