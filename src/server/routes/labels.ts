/** `POST /v1/labels` */
import type { FastifyInstance } from 'fastify';
import { nowMs } from '../../core/clock.ts';
import { idTimeMs } from '../../core/ids.ts';
import { visitInTurns } from '../../core/loop-turns.ts';
import type { NewLabel } from '../../store/labels/labels.ts';
import { typeName } from '../../table/json-type.ts';
import { checkFields, invalid, listOfBody } from '../check-body.ts';
import { errorsOf } from '../error-statuses.ts';
import { labelsAnswer, labelsBody } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

/** Far longer than predictions wait for the disk. */
const momentMs = 5_000;
/** Labels that are read at once. */
const labelsAtOnce = 2_000;

export function labelsRoute(app: FastifyInstance, { store, metrics, limits, siblings }: ServerContext): void {
  app.post(
    '/v1/labels',
    {
      config: { access: { role: 'predictor', models: 'none' } },
      schema: {
        operationId: 'addLabels',
        summary: 'Tell what really happened, by prediction id. An answer means that the labels are on disk.',
        tags: ['labels'],
        body: labelsBody(limits.labels),
        response: { 200: { description: 'What became of the labels.', ...labelsAnswer }, ...errorsOf('body', 507) },
      },
    },
    async (request) => {
      const labels: NewLabel[] = [];
      let isOfThisMoment = false;
      await visitInTurns(listOfBody(request.body, 'labels', limits.labels), labelsAtOnce, (value) => {
        const label = readLabel(value, labels.length);
        labels.push(label);
        isOfThisMoment ||= nowMs() - idTimeMs(label.predictionId) < momentMs;
      });
      // Another process of the server may have answered a moment ago, and not have written it down yet.
      if (isOfThisMoment) await siblings.ask({ kind: 'flush' });
      const { accepted, unknown } = await store.labels.add(labels);
      metrics.countLabels(accepted, unknown);
      return { accepted, unknown };
    },
  );
}

function readLabel(value: unknown, at: number): NewLabel {
  const path = `labels[${at}]`;
  const fields = checkFields(value, path, ['prediction_id', 'label', 'observed_at']);
  const { prediction_id: predictionId, label, observed_at: observedAt } = fields;
  const refuse = (field: string, expected: string) => {
    const found = fields[field] === undefined ? 'it is absent' : `found ${typeName(fields[field])}`;
    return invalid(`${path}.${field}`, `expected ${expected}, ${found}`);
  };
  if (typeof predictionId !== 'string' || predictionId === '')
    throw refuse('prediction_id', 'a text that is not empty');
  const isNumber = typeof label === 'number' && Number.isFinite(label);
  if (typeof label !== 'string' && !isNumber) throw refuse('label', 'a text or a finite number');
  if (observedAt === undefined || observedAt === null) return { predictionId, label: label as string | number };
  if (typeof observedAt !== 'string') throw refuse('observed_at', 'an ISO-8601 instant as text');
  return { predictionId, label: label as string | number, observedAt };
}
