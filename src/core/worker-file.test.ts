import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { workerFile } from './worker-file.ts';

const path = (file: string) => fileURLToPath(pathToFileURL(file));

it('is beside its caller when that is compiled', () => {
  const caller = pathToFileURL('/home/src/app/dist/train/pool.js').href;
  expect(workerFile(caller, './worker.ts')).toBe(path('/home/src/app/dist/train/worker.js'));
});

it('is in dist/ when the caller runs from src/, also below another folder of that name', () => {
  const caller = pathToFileURL('/home/src/a b/src/train/pool.ts').href;
  expect(workerFile(caller, './worker.ts')).toBe(path('/home/src/a b/dist/train/worker.js'));
});
