/** Lower case by bundled rules: what an engine's own tables say differs between its versions, and a model must not. */

/**
 * The lower-case form of a UTF-16 code unit in Latin (up to U+017F), Greek and Cyrillic; any other stays as it is.
 * One unit gives one unit: İ becomes i, and every sigma becomes σ, so that a word is the same wherever it stands.
 */
export function lowerCaseUnit(unit: number): number {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
  if (unit < 0x100) return unit >= 0xc0 && unit <= 0xde && unit !== 0xd7 ? unit + 32 : unit;
  if (unit < 0x180) return lowerLatinExtended(unit);
  if (unit >= 0x370 && unit < 0x400) return lowerGreek(unit);
  if (unit >= 0x400 && unit < 0x530) return lowerCyrillic(unit);
  return unit;
}

/** Capitals stand before their small letters, at even numbers in some stretches and at odd ones in others. */
function lowerLatinExtended(unit: number): number {
  if (unit === 0x130) return 0x69;
  if (unit === 0x178) return 0xff;
  const oddCapitals = (unit >= 0x139 && unit <= 0x148) || unit >= 0x179;
  const caseless = unit === 0x131 || unit === 0x138 || unit === 0x149 || unit === 0x17f;
  return !caseless && (unit % 2 === 1) === oddCapitals ? unit + 1 : unit;
}

function lowerGreek(unit: number): number {
  if (unit === 0x3c2) return 0x3c3;
  if (unit >= 0x391 && unit <= 0x3ab && unit !== 0x3a2) return unit + 32;
  if (unit === 0x386) return 0x3ac;
  if (unit >= 0x388 && unit <= 0x38a) return unit + 37;
  if (unit === 0x38c) return 0x3cc;
  return unit === 0x38e || unit === 0x38f ? unit + 63 : unit;
}

function lowerCyrillic(unit: number): number {
  if (unit < 0x410) return unit + 80;
  if (unit < 0x430) return unit + 32;
  if (unit === 0x4c0) return 0x4cf;
  if (unit >= 0x4c1 && unit <= 0x4ce) return unit % 2 === 1 ? unit + 1 : unit;
  const paired = (unit >= 0x460 && unit <= 0x481) || (unit >= 0x48a && unit !== 0x4cf);
  return paired && unit % 2 === 0 ? unit + 1 : unit;
}
