/** Every regular expression that the sources hold, read from their syntax trees. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

export interface SourcePattern {
  readonly source: string;
  readonly flags: string;
  /** Files that hold it, as paths below src. */
  readonly files: readonly string[];
}

const root = fileURLToPath(new URL('../../src/', import.meta.url));

/** Literals, each once, and the files that make expressions while they run. */
export function sourcePatterns(): { readonly literals: readonly SourcePattern[]; readonly makers: readonly string[] } {
  const found = new Map<string, { source: string; flags: string; files: Set<string> }>();
  const makers = new Set<string>();
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
    const file = relative(root, join(root, path)).replaceAll('\\', '/');
    for (const node of nodesOf(parseAst(readFileSync(join(root, path), 'utf8'), { lang: 'ts' }))) {
      if (isMaker(node)) makers.add(file);
      const regex = node['regex'] as { pattern: string; flags: string } | undefined;
      if (node['type'] !== 'Literal' || !regex) continue;
      const key = `/${regex.pattern}/${regex.flags}`;
      const known = found.get(key) ?? { source: regex.pattern, flags: regex.flags, files: new Set() };
      known.files.add(file);
      found.set(key, known);
    }
  }
  const literals = [...found.values()].map(({ source, flags, files }) => ({ source, flags, files: [...files] }));
  return { literals, makers: [...makers] };
}

type SyntaxNode = Readonly<Record<string, unknown>>;

function* nodesOf(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return;
  if (!Array.isArray(value)) yield value as SyntaxNode;
  for (const part of Object.values(value)) yield* nodesOf(part);
}

/** `new RegExp(...)` or `RegExp(...)`. */
function isMaker({ type, callee }: SyntaxNode): boolean {
  return (type === 'NewExpression' || type === 'CallExpression') && (callee as SyntaxNode)['name'] === 'RegExp';
}
