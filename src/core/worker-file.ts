/** Where the compiled entry of a worker thread lies. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Path of the JavaScript file for a worker entry named relative to the caller, such as `./fold-worker.ts`.
 * Node 20 cannot run TypeScript, so code that runs from src/ (the tests) starts its workers from dist/,
 * which every test command builds first.
 */
export function workerFile(callerUrl: string, entry: string): string {
  const compiled = new URL(entry.replace(/\.(c?)ts$/, '.$1js'), callerUrl);
  const path = fileURLToPath(compiled);
  return callerUrl.endsWith('.ts') ? path.replace(/^(.*[\\/])src(?=[\\/])/s, '$1dist') : path;
}

/** What a Piscina pool takes whose threads hand their tasks to the default export of such a file. */
export function threadOf(file: string): { readonly filename: string; readonly argv: string[] } {
  return { filename: workerFile(import.meta.url, './thread-entry.cts'), argv: [pathToFileURL(file).href] };
}
