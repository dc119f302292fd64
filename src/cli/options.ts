/** Command line flags from an operation's schema, and the operation's input from what was typed. */
import { Option, type Command as Program } from 'commander';
import type { z } from 'zod';
import type { Operation } from '../app/operation.ts';
import { delimitedCells } from '../core/delimited-cells.ts';

/** What a flag takes, read from its schema. */
interface Field {
  readonly name: string;
  readonly flag: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'list';
  readonly description: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  /** A list whose values may stand in one text, separated by commas; a value with a comma stands in quotes. */
  readonly commas: boolean;
}

interface Schema {
  readonly description?: string;
  readonly def: {
    readonly type: string;
    readonly innerType?: Schema;
    readonly in?: Schema;
    readonly defaultValue?: unknown;
    readonly entries?: Readonly<Record<string, string>>;
  };
  meta(): { readonly commas?: boolean } | undefined;
}

/** Adds the operation's positional arguments and flags. */
export function addOptions(command: Program, operation: Operation): void {
  for (const field of fieldsOf(operation)) {
    const place = operation.positional.indexOf(field.name);
    if (place >= 0) {
      const name = field.kind === 'list' ? `${field.name}...` : field.name;
      command.argument(field.required ? `<${name}>` : `[${name}]`, field.description);
      continue;
    }
    command.addOption(optionOf(field));
  }
}

/** The input as the schema takes it; what is no number stays text, so that the schema says what is wrong. */
export function inputOf(operation: Operation, program: Program): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of fieldsOf(operation)) {
    const value = typedOf(operation, program, field.name);
    if (value !== undefined) input[field.name] = typedValue(field, value);
  }
  return input;
}

/** What was typed for a field, before it became a number or list. */
export function typedOf(operation: Operation, program: Program, name: string): unknown {
  const place = operation.positional.indexOf(name);
  return place >= 0 ? program.processedArgs[place] : program.opts<Record<string, unknown>>()[name];
}

/** How a person typed the field: `--max-candidates`, or `<source>`. */
export function spelled(operation: Operation, name: string): string {
  return operation.positional.includes(name) ? `<${name}>` : flagOf(name);
}

function fieldsOf(operation: Operation): Field[] {
  const fields = Object.entries(operation.input.shape).map(([name, schema]) => fieldOf(name, schema));
  const position = ({ name }: Field) => {
    const place = operation.positional.indexOf(name);
    return place < 0 ? fields.length : place;
  };
  return fields.toSorted((a, b) => position(a) - position(b));
}

function fieldOf(name: string, schema: z.core.$ZodType): Field {
  let inner = schema as unknown as Schema;
  let description = inner.description;
  let required = true;
  let fallback: unknown;
  while (inner.def.type === 'optional' || inner.def.type === 'default' || inner.def.type === 'pipe') {
    if (inner.def.type === 'default') fallback = inner.def.defaultValue;
    if (inner.def.type !== 'pipe') required = false;
    inner = (inner.def.type === 'pipe' ? inner.def.in : inner.def.innerType)!;
    description ??= inner.description;
  }
  const { type, entries } = inner.def;
  const kind = type === 'boolean' ? 'boolean' : type === 'array' ? 'list' : type === 'number' ? 'number' : 'text';
  return {
    name,
    flag: flagOf(name),
    kind,
    description: description ?? '',
    required,
    default: fallback,
    choices: entries && Object.values(entries),
    commas: inner.meta()?.commas === true || (schema as unknown as Schema).meta()?.commas === true,
  };
}

function optionOf(field: Field): Option {
  const { flag, kind, description, choices } = field;
  if (kind === 'boolean' && field.default === true)
    return new Option(flag.replace('--', '--no-'), `Turn this off: ${description}`);
  const placeholder = kind === 'list' && field.commas ? '<a,b>' : kind === 'number' ? '<n>' : '<value>';
  const option = new Option(kind === 'boolean' ? flag : `${flag} ${placeholder}`, description);
  // Only shown: the schema checks, so that every wrong value is told in one way.
  if (choices) option.argChoices = [...choices];
  if (kind === 'list') option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  const told = field.default;
  if (told !== undefined && told !== false && !(Array.isArray(told) && told.length === 0)) {
    option.description = `${description} (default: ${String(told)})`;
  }
  if (field.required) option.description = `${description} (required)`;
  return option;
}

function typedValue(field: Field, value: unknown): unknown {
  if (field.kind === 'list') {
    const values = value as string[];
    return field.commas ? values.flatMap((text) => delimitedCells(text).flat()).filter((name) => name !== '') : values;
  }
  if (field.kind === 'number' && typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isNaN(number) ? value : number;
  }
  return value;
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
