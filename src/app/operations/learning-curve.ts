/** `learning-curve`: what more rows of a source are worth. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { derive, duration, estimate, seed, source, task, threads } from './fields.ts';

const names = z.array(z.string().min(1)).default([]).meta({ commas: true });
const interval = estimate.shape.ci.unwrap();
const defaultBudgetMs = 60_000;

export const learningCurve = defineOperation({
  name: 'learning_curve',
  description: 'Fit a model on growing shares of the rows, and tell what twice the data is worth.',
  positional: ['source'],
  input: z.object({
    source,
    target: z.string().min(1).describe('Column to predict.'),
    task,
    metric: z.string().optional().describe('Metric of the curve; default that of a training.'),
    timeColumn: z.string().optional().describe('Column with the time of a row: judge on the latest rows.'),
    groupColumn: z.string().optional().describe('Column whose groups never both train and judge.'),
    idColumn: names.describe('Identifier columns, which are no features.'),
    exclude: names.describe('Columns that are no features.'),
    derive,
    positiveClass: z.string().optional().describe("The positive class, in the source's own text."),
    allow: names.describe('Codes of error-level findings that may not stop it.'),
    budget: duration.optional().describe('Time for all fits, such as 60s or 10m; default 60s.'),
    repeats: z.int().min(3).max(50).default(5).describe('Fits at each size, on other rows each.'),
    factor: z.number().gt(1).max(100).default(2).describe('How many times the data the advice is about.'),
    output: z.string().min(1).default('learning-curve.html').describe('Page to write, whole or not at all.'),
    seed,
    threads,
  }),
  output: z.object({
    source: z.string(),
    target: z.string(),
    task: z.string(),
    metric: z.object({ name: z.string(), direction: z.enum(['maximize', 'minimize']) }),
    estimator: z.string().describe('What was fitted: the better of a linear model and boosting.'),
    repeats: z.int(),
    rows: z.object({
      total: z.int(),
      sealed: z.int().describe('Rows of the holdout that a training would seal; they had no part in this.'),
      train: z.int().describe('Largest training size that the rows allow.'),
      judge: z.int().describe('Rows that judged, in the first repeat.'),
    }),
    points: z.array(z.object({ size: z.int(), value: z.number(), ci: interval })),
    law: z
      .object({ limit: z.number(), scale: z.number(), exponent: z.number() })
      .describe('Score = limit -+ scale x rows^-exponent: minus for what is maximised.'),
    from: z.int().describe('Smallest size that the law is fitted to; with fewer rows models had not begun to learn.'),
    gain: z.object({ factor: z.number(), value: z.number(), ci: interval }),
    expected: z.number().describe('Score with `factor` times the largest size, if the curve goes on.'),
    verdict: z.enum(['more_data_helps', 'not_distinguishable']),
    advice: z.string(),
    stoppedBy: z.enum(['rows', 'budget', 'signal']).describe('`rows`: every size that there are rows for is done.'),
    output: z.string(),
    durationMs: z.number(),
  }),
  access: { role: 'operator', resource: 'data' },
  endsEarly: true,
  examples: [
    'modelwright learning-curve churn.csv --target churn',
    'modelwright learning-curve flights.parquet --target delay --time-column date --budget 5m --repeats 10',
  ],
  async run(platform, input, context) {
    const { curveOfSource } = await import('../curve-of-source.ts');
    const { threads: total, budget, ...rest } = input;
    const request = { ...rest, budgetMs: budget ?? defaultBudgetMs, threads: total ?? platform.project.threads };
    return await curveOfSource(request, context);
  },
});
