import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFileAtomically } from './atomic-file.ts';

it('replaces a file whole, makes its folder, and leaves nothing behind when it fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
  try {
    const path = join(folder, 'deep', 'file.txt');
    await writeFileAtomically(path, 'first');
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileAtomically(path, `${i}`.repeat(10_000))));
    expect(readFileSync(path, 'utf8')).toMatch(/^(\d{1,2})\1{9999}$/);
    mkdirSync(join(folder, 'deep', 'taken'));
    await expect(writeFileAtomically(join(folder, 'deep', 'taken'), 'x')).rejects.toThrow();
    expect(readdirSync(join(folder, 'deep')).sort()).toEqual(['file.txt', 'taken']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
