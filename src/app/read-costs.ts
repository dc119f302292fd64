/** Costs of mistakes as typed: in place, or in a small file. */
import { readFile, stat } from 'node:fs/promises';
import { ModelwrightError } from '../core/errors.ts';
import { type CostSettings, parseCosts } from '../train/costs.ts';

const mostBytes = 1_000_000;

/** @throws COSTS_INVALID, also for a file that is not there, is no file or is larger than 1 MB. */
export async function readCosts(text: string): Promise<CostSettings> {
  if (!/\.(json|csv)$/i.test(text.trim()) || text.includes('=')) return parseCosts(text);
  const path = text.trim();
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new ModelwrightError('COSTS_INVALID', { problem: `there is no file ${path}` });
  if (found.size > mostBytes) {
    throw new ModelwrightError('COSTS_INVALID', { problem: `${path} is larger than ${mostBytes} bytes` });
  }
  return parseCosts(await readFile(path, 'utf8'));
}
