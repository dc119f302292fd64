/** Content on standard output: at the pace of its reader, quiet once the reader has gone, and other troubles are told. */
import { expect, it } from 'vitest';
import { contentWriter } from './content-writer.ts';

type Done = (problem?: Error | null) => void;
const trouble = (code: string) => Object.assign(new Error(code), { code });

it('waits until a piece is on its way', async () => {
  const asked: Done[] = [];
  const content = contentWriter({ write: (_, done) => asked.push(done!) });
  expect(content.isUsed()).toBe(false);
  let isWritten = false;
  const written = content.write(Buffer.from('{}\n')).then((goesOn) => {
    isWritten = true;
    return goesOn;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([content.isUsed(), isWritten]).toEqual([true, false]);
  asked[0]();
  expect(await written).toBe(true);
});

it.each(['EPIPE', 'ERR_STREAM_DESTROYED'])('asks for no more after %s', async (code) => {
  const content = contentWriter({ write: (_, done) => done!(trouble(code)) });
  expect(await content.write(Buffer.from('{}\n'))).toBe(false);
});

it('tells other troubles', async () => {
  const content = contentWriter({ write: (_, done) => done!(trouble('ENOSPC')) });
  await expect(content.write(Buffer.from('{}\n'))).rejects.toThrow('ENOSPC');
});
