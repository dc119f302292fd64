// Zeroing and copying a few bytes in place: calls of memory.fill and memory.copy cost more than that.

/** `bytes` is a multiple of 8. */
// @ts-ignore: decorator
@inline
export function zero(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 8) store<u64>(at, 0);
}

/** `bytes` is a multiple of 8. */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) store<u64>(to + i, load<u64>(from + i));
}

// @ts-ignore: decorator
@inline
export function copy16(to: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) v128.store(to, v128.load(from));
  else copy(to, from, 16);
}
