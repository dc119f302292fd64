/** Wildcards in the name of a file: `*`, `?`, `[ab]`, `[a-f]` and `[!a]`, matched without trying again and again. */

/** Whether a character fits one place of a wildcard; `many` is `*`. */
type Place = 'many' | ((character: string) => boolean);

/** A test of names; hidden files need a dot in the pattern. */
export function wildcard(segment: string): (name: string) => boolean {
  const places = placesOf(segment);
  const takesHidden = segment.startsWith('.');
  return (name) => (takesHidden || !name.startsWith('.')) && fits(name, places);
}

/** Goes back to the latest `*` only: what an earlier one took never needs to be longer. */
function fits(name: string, places: readonly Place[]): boolean {
  let [at, place] = [0, 0];
  let star: { readonly place: number; at: number } | undefined;
  while (at < name.length) {
    const wanted = places[place];
    if (wanted === 'many') star = { place: ++place, at };
    else if (wanted?.(name[at])) [at, place] = [at + 1, place + 1];
    else if (star) [at, place] = [++star.at, star.place];
    else return false;
  }
  return places.slice(place).every((rest) => rest === 'many');
}

function placesOf(segment: string): Place[] {
  const places: Place[] = [];
  const lastClose = segment.lastIndexOf(']');
  for (let i = 0; i < segment.length; i++) {
    const character = segment[i];
    const first = segment[i + 1] === '!' ? i + 2 : i + 1;
    const close = character === '[' && first < lastClose ? segment.indexOf(']', first) : -1;
    if (close > first) {
      const list = segment.slice(first, close);
      const isIn = oneOf(list);
      places.push(first === i + 2 ? (one) => !isIn(one) : isIn);
      i = close;
    } else if (character === '*') {
      if (places.at(-1) !== 'many') places.push('many');
    } else places.push(character === '?' ? () => true : (one) => one === character);
  }
  return places;
}

/** Characters and ranges such as `a-f`. */
function oneOf(list: string): (character: string) => boolean {
  const ranges: (readonly [low: string, high: string])[] = [];
  for (let i = 0; i < list.length; i++) {
    const isRange = list[i + 1] === '-' && i + 2 < list.length;
    ranges.push([list[i], isRange ? list[i + 2] : list[i]]);
    if (isRange) i += 2;
  }
  return (character) => ranges.some(([low, high]) => low <= character && character <= high);
}
