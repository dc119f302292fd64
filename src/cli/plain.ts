/** Names and values come from files that strangers wrote; control characters in them would steer the terminal. */

/** The answer with every control character of its texts spelled out, keys included. */
export function withoutControls<T>(answer: T): T {
  return spelledOut(answer) as T;
}

function spelledOut(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(spelledOut);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [plainText(key), spelledOut(one)]));
}

/** Direction marks count as controls: they can make a name read as another. */
function plainText(text: string): string {
  return text.replace(
    /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}
