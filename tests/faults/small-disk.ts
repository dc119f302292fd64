/** A disk of a few megabytes for a test, where mounting one is allowed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** True where this user may mount a file system in memory. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'modelwright-mount-'));
  try {
    if (mount(folder, '64k') !== 0) return false;
    return spawnSync('umount', [folder]).status === 0;
  } finally {
    rmdirSync(folder);
  }
}

/** Runs a test with a folder on a disk of its own. */
export async function withSmallDisk(size: string, test: (folder: string) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'modelwright-disk-'));
  const folder = join(parent, 'disk');
  mkdirSync(folder);
  if (mount(folder, size) !== 0) throw new Error('it cannot be mounted');
  try {
    await test(folder);
  } finally {
    spawnSync('umount', ['--lazy', folder]);
    rmSync(parent, { recursive: true, force: true });
  }
}

function mount(folder: string, size: string): number | null {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'modelwright', folder]).status;
}
