/** Offers load to a server from a process on the other core, and reads what became of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './pinned.mjs';

const program = fileURLToPath(new URL('./generate.mjs', import.meta.url));
let loads = 0;

/** @param load what `generate.mjs` takes; `target` and `body` come from the server. */
export async function offer({ target, body }, folder, load) {
  const name = join(folder, `load-${loads++}`);
  writeFileSync(`${name}.body`, body);
  writeFileSync(`${name}.json`, JSON.stringify({ connections: 128, ...target, ...load, bodyFile: `${name}.body` }));
  const child = start('generator', process.execPath, [program, `${name}.json`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return JSON.parse(printed);
}

/** Whether every request was answered well, and 99 of 100 within the time. */
export function isGood({ sent, statuses, gaveUp, unanswered }, withinMs = 10) {
  const good = statuses[200];
  return !gaveUp && unanswered === 0 && good?.count === sent && good.p99 <= withinMs;
}

/** Whether two of three tries are good; the third is made only when the first two disagree. */
export async function holdsMostly(attempt) {
  const first = await attempt();
  const second = await attempt();
  return first === second ? first : await attempt();
}
