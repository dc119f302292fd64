/** `serve`: the server until somebody stops it. */
import type { Platform } from '../app/platform.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { Io } from './screen.ts';

/** What the command line needs of folders of its own rank; the program's entry hands it in. */
export interface Doors {
  serve(): Promise<{
    startServer(options: {
      readonly platform: Platform;
      readonly port: number;
      readonly host: string;
    }): Promise<{ readonly url: string; close(): Promise<void> }>;
  }>;
}

/** Serves until SIGINT or SIGTERM, then finishes what is in flight. Returns the exit code. */
export async function serveUntilStopped(
  platform: Platform,
  { port, host }: { readonly port: number; readonly host: string },
  doors: Doors,
  io: Io,
): Promise<number> {
  if (!Number.isInteger(port)) {
    throw new ModelwrightError('PARAM_INVALID', { name: '--port', law: 'a whole number from 0 to 65535', value: port });
  }
  const { startServer } = await doors.serve();
  const server = await startServer({ platform, port, host });
  const { listVersions } = await import('../tracking/registry.ts');
  const names = new Set((await listVersions(await platform.store())).map(({ name }) => name));
  io.stdout.write(`serving ${server.url}\n${greeting(server.url, [...names])}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  io.stderr.write('stopping: finishing the requests in flight\n');
  await server.close();
  return 0;
}

function greeting(url: string, names: readonly string[]): string {
  if (names.length === 0) return 'no model is registered yet; it is served as soon as `modelwright train` has one';
  const shown = names.slice(0, 5).map((name) => `  POST ${url}/v1/models/${encodeURIComponent(name)}/predict`);
  const more = names.length > 5 ? [`  ... and ${names.length - 5} more models`] : [];
  return [...shown, ...more, `  GET  ${url}/openapi.json`, 'stop with Ctrl-C'].join('\n');
}
