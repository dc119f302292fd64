/** Behavioural tests as a configuration declares them (CheckList of Ribeiro and others 2020). */
import { z } from 'zod';
import { plainValue, rowFilterSchema } from '../row-filter.ts';

const column = z.string().min(1).max(1000).describe('Input column of the model.');
const name = z.string().min(1).max(200).describe('What the test says; unique.');

/** A row as plain values by column. */
export type PlainRow = Readonly<Record<string, string | number | boolean | null>>;

const plainRow = z
  .record(z.string().min(1), z.union([plainValue, z.null()]))
  .refine((row) => Object.keys(row).length <= 10_000, 'at most 10000 columns');

const inlineRows = z.array(plainRow).min(1).max(10_000).describe('Rows to test, instead of rows of the judged data.');

/** How a value can be written otherwise without meaning another thing. */
export const textChanges = ['typo', 'upper', 'lower', 'whitespace', 'punctuation'] as const;

const onColumn = [
  z.strictObject({ column, set: z.union([plainValue, z.null()]).describe('Every row gets this value.') }),
  z.strictObject({ column, add: z.number().describe('Is added; days where the column holds dates.') }),
  z.strictObject({ column, multiply: z.number().describe('Is multiplied by.') }),
  z.strictObject({
    column,
    swap: z
      .union([z.array(plainValue).min(2).max(50), z.record(z.string(), plainValue)])
      .describe('Values of which each is replaced by every other; or what each value is replaced by.'),
  }),
  z.strictObject({ column, text: z.enum(textChanges).describe('Two letters change places, other case ...') }),
  z.strictObject({ column, missing: z.literal(true).describe('The value is taken away.') }),
] as const;

const columnChange = z.union(onColumn, 'a column with one of set, add, multiply, swap, text, missing');

/** One change of one column, as data. */
export type ColumnChange = z.output<typeof columnChange>;

/** Makes of a row another one; null where the change says nothing about the row. */
export type RowChange = (row: PlainRow) => PlainRow | null;

const rowChange = z.custom<RowChange>((value) => typeof value === 'function', 'a change or a function of a row');

const change = z
  .union([rowChange, columnChange, z.array(columnChange).min(1).max(20)], 'a change, a list of changes, or a function')
  .describe('What is done to each row.');

const common = {
  name,
  where: rowFilterSchema.optional().describe('Test only rows like these.'),
  rows: inlineRows.optional(),
  sample: z.int().min(1).max(10_000).default(500).describe('Most rows of the judged data, drawn by the seed.'),
  maxFailureRate: z.number().min(0).lt(1).default(0).describe('Share of the rows that may fail.'),
  bound: z
    .enum(['estimate', 'lower', 'upper'])
    .default('estimate')
    .describe('What may not be above it: the share found, or an end of its 95 % interval.'),
  required: z.boolean().default(true).describe('False reports a failure without refusing.'),
};

const invariance = z.strictObject({
  kind: z.literal('invariance'),
  ...common,
  change,
  tolerance: z
    .number()
    .min(0)
    .optional()
    .describe('Most that a probability, or the predicted number, may move; without it the decision must stay.'),
  decision: z.boolean().optional().describe('With a tolerance: the predicted class must stay as well.'),
});

const directional = z.strictObject({
  kind: z.literal('directional'),
  ...common,
  change,
  expect: z.enum(['not_lower', 'not_higher', 'lower', 'higher']).describe('Where the score must go.'),
  class: z.string().min(1).optional().describe('Class whose probability is the score; default the positive one.'),
  tolerance: z
    .number()
    .min(0)
    .default(0)
    .describe('Movement against the direction that is forgiven, or that a wanted movement must exceed.'),
});

const functionalityCase = z
  .strictObject({
    row: plainRow,
    class: z.string().min(1).optional().describe('Class to be predicted; with min or max, the class they are about.'),
    min: z.number().optional().describe('Least probability of the class, or least predicted number.'),
    max: z.number().optional(),
  })
  .refine((one) => one.class !== undefined || one.min !== undefined || one.max !== undefined, 'class, min or max');

const minimumFunctionality = z.strictObject({
  kind: z.literal('minimum_functionality'),
  name,
  cases: z.array(functionalityCase).min(1).max(10_000).describe('Rows whose answer is beyond doubt.'),
  maxFailureRate: common.maxFailureRate,
  bound: common.bound,
  required: common.required,
});

const declaredTest = z.discriminatedUnion('kind', [invariance, directional, minimumFunctionality]);

/** All tests of a project. */
export const testsSchema = z
  .array(declaredTest)
  .max(200)
  .superRefine((tests, context) => {
    const seen = new Set<string>();
    for (const [i, test] of tests.entries()) {
      if (seen.has(test.name)) context.addIssue({ code: 'custom', path: [i, 'name'], message: `"${test.name}" twice` });
      seen.add(test.name);
    }
  });

export type DeclaredTest = z.output<typeof declaredTest>;
export type InvarianceTest = z.output<typeof invariance>;
export type DirectionalTest = z.output<typeof directional>;
export type MinimumFunctionalityTest = z.output<typeof minimumFunctionality>;
