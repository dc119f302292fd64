import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withHome } from '../../../tests/store/with-home.ts';
import { writeFileAtomically } from '../../core/atomic-file.ts';
import { sha256 } from '../../core/hash.ts';
import { fileBlobs } from './file-blobs.ts';

const content = new TextEncoder().encode('a model, or so');
const read = (path: string) => readFile(path);

describe('file blobs', () => {
  it('finds every flipped bit, cut and overwritten byte', () =>
    withHome(async (folder) => {
      const blobs = fileBlobs(folder);
      const hash = await blobs.put(content);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(content.length - 1),
          fc.nat(7),
          fc.constantFrom('flip', 'cut', 'zero'),
          async (at, bit, how) => {
            const damaged = how === 'cut' ? content.slice(0, at) : content.slice();
            if (how === 'flip') damaged[at] ^= 1 << bit;
            if (how === 'zero') damaged[at] = 0;
            await writeFile(blobs.path(hash), damaged);
            await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED', details: { hash } });
          },
        ),
        { numRuns: 100 },
      );
    }));

  it('finds two files put in each other’s place', () =>
    withHome(async (folder) => {
      const blobs = fileBlobs(folder);
      const [a, b] = [await blobs.put(content), await blobs.put(content.slice(1))];
      await writeFile(blobs.path(a), await readFile(blobs.path(b)));
      await expect(blobs.get(a)).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED' });
    }));

  it('mends a damaged blob when its content is put again', () =>
    withHome(async (folder) => {
      const blobs = fileBlobs(folder);
      const hash = await blobs.put(content);
      await writeFile(blobs.path(hash), 'rotten');
      await blobs.put(content);
      expect(Buffer.from(await blobs.get(hash)).equals(content)).toBe(true);
    }));

  it('does not write again what is there', () =>
    withHome(async (folder) => {
      let writes = 0;
      const write = (path: string, bytes: Uint8Array) => {
        writes++;
        return writeFileAtomically(path, bytes);
      };
      const blobs = fileBlobs(folder, { read, write });
      await blobs.put(content);
      await blobs.put(content);
      expect(writes).toBe(1);
    }));

  it('does not follow a link', () =>
    withHome(async (folder) => {
      const blobs = fileBlobs(folder);
      const hash = sha256(content);
      await mkdir(dirname(blobs.path(hash)), { recursive: true });
      await writeFile(join(folder, 'elsewhere'), content);
      await symlink(join(folder, 'elsewhere'), blobs.path(hash));
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED' });
    }));

  it.each(['ENOSPC', 'EIO', 'EROFS', 'EDQUOT', 'EMFILE'])('tells %s and leaves nothing behind', (code) =>
    withHome(async (folder) => {
      let failing = true;
      const write = async (path: string, bytes: Uint8Array) => {
        if (failing) throw Object.assign(new Error(code), { code, syscall: 'write' });
        await writeFileAtomically(path, bytes);
      };
      const blobs = fileBlobs(folder, { read, write });
      await expect(blobs.put(content)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
      expect(await blobs.has(sha256(content))).toBe(false);
      failing = false;
      await blobs.get(await blobs.put(content));
    }),
  );

  it('tells a folder that cannot be made', () =>
    withHome(async (folder) => {
      await mkdir(dirname(folder), { recursive: true });
      await writeFile(folder, 'a file in the way');
      await expect(fileBlobs(folder).put(content)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    }));

  it('sweeps what killed writers left, and nothing that is in use', () =>
    withHome(async (folder) => {
      const blobs = fileBlobs(folder);
      const hash = await blobs.put(content);
      const [old, fresh] = [`${blobs.path(hash)}.1.aa.tmp`, `${blobs.path(hash)}.2.bb.tmp`];
      await writeFile(old, 'half');
      await writeFile(fresh, 'half');
      const { mtimeMs } = await stat(old);
      await utimes(old, mtimeMs / 1000 - 7200, mtimeMs / 1000 - 7200);
      expect(await blobs.sweep(3_600_000)).toBe(1);
      expect((await readdir(dirname(old))).sort()).toEqual([hash, `${hash}.2.bb.tmp`].sort());
      await blobs.get(hash);
    }));
});
