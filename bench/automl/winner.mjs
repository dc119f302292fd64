/** Which families a system's model is made of, in one form for all systems. */

/** `0.78 LightGBMXT + 0.22 CatBoost` for an ensemble (members of one family together, with their number), else the winner's name. */
export function winnerOf({ winner, winnerDetails }) {
  const parts = Array.isArray(winnerDetails)
    ? winnerDetails.map(({ name, weight }) => [name, weight ?? 1])
    : Object.entries(winnerDetails ?? {});
  if (parts.length === 0 || parts.some(([, weight]) => typeof weight !== 'number')) return winner ?? 'none';
  const families = new Map();
  for (const [name, weight] of parts) {
    const [sum, members] = families.get(name) ?? [0, 0];
    families.set(name, [sum + weight, members + 1]);
  }
  const ordered = [...families].sort(([, [a]], [, [b]]) => b - a);
  const named = ordered.map(([name, [weight, members]]) => [weight, members > 1 ? `${members} ${name}` : name]);
  return named.map(([weight, text]) => (parts.length > 1 ? `${weight.toFixed(2)} ${text}` : text)).join(' + ');
}
