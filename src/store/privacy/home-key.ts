/** The secret of a home folder: what is hashed with it can neither be guessed nor compared without the folder. */
import { createHmac, randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../core/atomic-file.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';

const keyBytes = 32;
const digestCharacters = 32;
const hashedMark = 'hmac:';

/** Keyed digests; equal texts have equal ones. */
export interface HomeKey {
  /** Tells keys apart and says nothing of this one. */
  readonly fingerprint: string;
  /** What the log keeps instead of a text. */
  hashed(text: string): string;
  /** How a tombstone names a value of a column. */
  digest(subject: string, text: string): string;
}

/** The key of a home folder, made at the first call; processes that call at the same time agree on one. @throws STORE_DAMAGED */
export async function homeKey(home: string): Promise<HomeKey> {
  const path = join(home, 'privacy.key');
  return keyOf((await readKey(path)) ?? (await createKey(path)), path);
}

function keyOf(text: string, path: string): HomeKey {
  const secret = Buffer.from(text.trim(), 'hex');
  if (secret.length !== keyBytes) {
    throw new ModelwrightError('STORE_DAMAGED', { path, problem: `it holds no key of ${keyBytes} bytes` });
  }
  const digest = (content: string) =>
    createHmac('sha256', secret).update(content).digest('hex').slice(0, digestCharacters);
  return {
    fingerprint: sha256(`fingerprint ${text.trim()}`).slice(0, 16),
    hashed: (value) => hashedMark + digest(`value ${value}`),
    digest: (subject, value) => digest(`subject ${JSON.stringify([subject, value])}`),
  };
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A link never replaces a file, so the first of several processes wins and a key is always whole. */
async function createKey(path: string): Promise<string> {
  const text = `${randomBytes(keyBytes).toString('hex')}\n`;
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(join(path, '..'));
  return await readFile(path, 'utf8');
}
