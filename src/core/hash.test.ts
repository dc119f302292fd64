import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashJson, incrementalSha256, sha256 } from './hash.ts';

describe('sha256', () => {
  it('gives the digests of FIPS 180-4 examples', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('reads a text as UTF-8 and a part of a buffer as that part', () => {
    expect(sha256('é')).toBe(sha256(Uint8Array.of(0xc3, 0xa9)));
    expect(sha256(Buffer.from('xabcx').subarray(1, 4))).toBe(sha256('abc'));
  });
});

describe('incrementalSha256', () => {
  it('does not depend on how content is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (parts) => {
        const hash = incrementalSha256();
        for (const part of parts) hash.update(part);
        expect(hash.digest('hex')).toBe(sha256(Buffer.concat(parts)));
      }),
    );
  });
});

describe('hashJson', () => {
  it('names a value, not the order of its fields', () => {
    expect(hashJson({ a: 1, b: [2, null] })).toBe(hashJson({ b: [2, null], a: 1 }));
    expect(hashJson({ a: 1 })).not.toBe(hashJson({ a: '1' }));
    expect(hashJson([1, 2])).not.toBe(hashJson([2, 1]));
  });
});
