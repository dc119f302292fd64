/** What all routes of the Open Inference Protocol have in common: bodies of any type, errors as `{error}`. */
import type { FastifyInstance } from 'fastify';
import { replyError } from '../error-reply.ts';
import type { ServerContext } from '../server-context.ts';

/** Lets a scope read and refuse as clients of the protocol expect it. */
export function speakProtocol(app: FastifyInstance, { limits, report }: ServerContext): void {
  app.removeAllContentTypeParsers();
  // Clients of the protocol name their bodies as they like, or not at all.
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_, bytes, done) => done(null, bytes));
  app.setErrorHandler((error, request, reply) => {
    const { url, caller, headers } = request;
    const contentType = headers['content-type'];
    const answer = replyError(error, { url, caller, contentType, bodyBytes: limits.bodyBytes });
    request.failure = answer.code;
    if (answer.code === 'INTERNAL') report(error);
    return reply.code(answer.http).send({ error: answer.message });
  });
}
