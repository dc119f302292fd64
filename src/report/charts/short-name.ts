/** Names on axes, where room is short. The full name stands in the table beside the chart. */

/** The name, or its beginning with an ellipsis: at most `length` characters. */
export function shortName(name: string, length: number): string {
  const characters = [...name];
  return characters.length <= length ? name : `${characters.slice(0, length - 1).join('')}…`;
}
