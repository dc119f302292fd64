/** Where the compiled entry of a worker thread lies. */
import { fileURLToPath } from 'node:url';

/**
 * Path of the JavaScript file for a worker entry named relative to the caller, such as `./fold-worker.ts`.
 * Node 20 cannot run TypeScript, so code that runs from src/ (the tests) starts its workers from dist/,
 * which every test command builds first.
 */
export function workerFile(callerUrl: string, entry: string): string {
  const compiled = new URL(entry.replace(/\.ts$/, '.js'), callerUrl);
  const path = fileURLToPath(compiled);
  return callerUrl.endsWith('.ts') ? path.replace(/^(.*[\\/])src(?=[\\/])/s, '$1dist') : path;
}
