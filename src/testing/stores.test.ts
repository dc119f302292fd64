import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { blobChecks, recordChecks } from './stores.ts';

let home: string;
let store: Store;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'modelwright-'));
  store = await openStore(home);
});

afterEach(async () => {
  await store.close();
  await rm(home, { recursive: true });
});

describe('blobs in files', () => {
  it.each(blobChecks)('$name', (check) => check.run(store.blobs));
});

describe('records in SQLite', () => {
  it.each(recordChecks)('$name', (check) => check.run(store));
});
