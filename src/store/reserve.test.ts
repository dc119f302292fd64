/** Space that is put by; tests/faults/full-disk.test.ts uses it up. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { fileReserve } from './reserve.ts';
import { storeError } from './store-error.ts';

const full = () => Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
const sizeOf = async (path: string) => (await stat(path)).size;

async function withReserve(test: (reserve: ReturnType<typeof fileReserve>, path: string) => Promise<void>) {
  await withHome(async (home) => {
    await mkdir(home, { recursive: true });
    const path = join(home, 'reserve');
    const reserve = fileReserve(path);
    await reserve.fill();
    await test(reserve, path);
  });
}

it('is filled once, to the same size by as many as try, with bytes that cannot be made smaller', () =>
  withReserve(async (reserve, path) => {
    const size = await sizeOf(path);
    expect(size).toBeGreaterThan(0);
    await Promise.all([reserve.fill(), fileReserve(path).fill()]);
    expect(await sizeOf(path)).toBe(size);
    expect(deflateSync(await readFile(path)).length).toBeGreaterThan(0.99 * size);
    // A kill while it was written leaves a part of it.
    await writeFile(path, (await readFile(path)).subarray(0, 1000));
    await reserve.fill();
    expect(await sizeOf(path)).toBe(size);
  }));

it.each([
  ['as it was thrown', full],
  ['as a typed error', () => storeError(full(), 'here')],
  ['of a database', () => storeError(Object.assign(new Error('full'), { sqliteExtendedCode: 13 }), 'here')],
])('gives its space to work that ends with a full disk, %s, and takes it back', (_, error) =>
  withReserve(async (reserve, path) => {
    const size = await sizeOf(path);
    const sizes: number[] = [];
    const work = async () => {
      sizes.push(await sizeOf(path));
      if (sizes.length === 1) throw error();
      return 'done';
    };
    expect(await reserve.use(work)).toBe('done');
    expect(sizes).toEqual([size, 0]);
    expect(await sizeOf(path)).toBe(size);
  }),
);

it('gives nothing to work that is found not to be worth it', () =>
  withReserve(async (reserve, path) => {
    const size = await sizeOf(path);
    const sizes: number[] = [];
    const work = async () => {
      sizes.push(await sizeOf(path));
      throw full();
    };
    await expect(reserve.use(work, () => sizes.length > 1)).rejects.toThrow('no space');
    expect(sizes).toEqual([size]);
    await expect(reserve.use(work, () => sizes.length > 1)).rejects.toThrow('no space');
    expect(sizes).toEqual([size, size, 0]);
  }));

it('tries twice at most, and only on a full disk', () =>
  withReserve(async (reserve, path) => {
    const size = await sizeOf(path);
    let tries = 0;
    const failWith = (error: unknown) => async () => {
      tries++;
      throw error;
    };
    await expect(reserve.use(failWith(storeError(full(), 'here')))).rejects.toMatchObject({
      code: 'STORE_UNWRITABLE',
      message: expect.stringContaining('free some space'),
    });
    expect(tries).toBe(2);
    await expect(reserve.use(failWith(new Error('another')))).rejects.toThrow('another');
    expect(tries).toBe(3);
    expect(await sizeOf(path)).toBe(size);
  }));

it('is no matter where there is no room for it', () =>
  withHome(async (home) => {
    const reserve = fileReserve(join(home, 'absent', 'reserve'));
    await reserve.fill();
    expect(await reserve.use(async () => 'done')).toBe('done');
    await expect(
      reserve.use(async () => {
        throw full();
      }),
    ).rejects.toMatchObject({ code: 'ENOSPC' });
  }));
