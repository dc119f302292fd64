// Numbers that look random, each from the one before it or from a counter.

/** Mixes 64 bits as SplitMix64 does (Steele, Lea, Flood 2014). */
// @ts-ignore: decorator
@inline
export function mixed(value: u64): u64 {
  let bits = value + 0x9e3779b97f4a7c15;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}
