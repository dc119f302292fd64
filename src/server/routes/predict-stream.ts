/** `POST /v1/models/{name}/predict-stream`: rows as lines in, answers as lines out, for any number of rows. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ModelwrightError } from '../../core/errors.ts';
import { askedBy } from '../asked-by.ts';
import { errorsOf } from '../error-statuses.ts';
import { modelParameters } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';
import { type AnsweredLines, answerLines } from '../streaming/answer-lines.ts';
import { coverageQuery, lineAnswer, lineRow, readCoverage } from '../streaming/schemas.ts';

const lines = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

/** Adds the route to a scope of its own, which reads other bodies. */
export async function predictStreamRoute(app: FastifyInstance, context: ServerContext): Promise<void> {
  const { predictor, limits } = context;
  let open = 0;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(lines, (_, body, done) => done(null, body));
  app.post<{ Params: { name: string }; Body: Readable | undefined }>(
    '/v1/models/:name/predict-stream',
    {
      config: { streamed: true, access: { role: 'predictor' }, predicts: true },
      schema: {
        operationId: 'predictStream',
        summary: 'Predict rows that come as lines of JSON, each answered by a line; every prediction is logged.',
        tags: ['models'],
        consumes: lines,
        params: modelParameters,
        querystring: coverageQuery,
        body: lineRow,
        response: {
          200: {
            description: 'A line for each row, in order: the answer, or what is wrong with the row.',
            content: { [lines[0]]: { schema: lineAnswer } },
          },
          ...errorsOf(404, 415, 422, 500, 503, 504),
        },
      },
    },
    async (request, reply) => {
      const { params, body, caller, terms } = request;
      const coverage = readCoverage(request.query);
      if (open >= limits.streams) {
        reply.header('retry-after', '1');
        throw new ModelwrightError('SERVER_BUSY', { what: 'streamed requests', limit: limits.streams });
      }
      open++;
      reply.raw.once('close', () => {
        open--;
      });
      const chosen = await predictor.choose(params.name);
      // A body that is left is not destroyed, because its connection still carries the answer.
      const pieces = (body ?? Readable.from([])).iterator({ destroyOnReturn: false });
      const answers = answerLines(pieces, chosen, context, {
        coverage,
        terms,
        asked: askedBy(request.headers),
        isAllowed: () => caller.isStillGood(),
      });
      return reply.type(lines[0]).send(Readable.from(textsOf(answers, reply), { objectMode: false }));
    },
  );
}

async function* textsOf(answers: AsyncIterable<AnsweredLines>, reply: FastifyReply): AsyncGenerator<Buffer> {
  try {
    for await (const { text } of answers) yield text;
  } catch (error) {
    // What is left of the body is not waited for.
    if (!reply.raw.headersSent) reply.header('connection', 'close');
    throw error;
  }
}
