/** How many connections there are, how they may use a server, and that those nobody uses do not hold up its end. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ModelwrightError } from '../core/errors.ts';
import type { RequestLimits } from './request-limits.ts';

export function limitConnections(
  app: FastifyInstance,
  { connections, headers }: Pick<RequestLimits, 'connections' | 'headers'>,
): void {
  const server = app.server as Server;
  server.maxConnections = connections;
  // Node would leave out what is beyond its own number without a word.
  server.maxHeadersCount = 0;
  app.addHook('onRequest', (request, _, done) => {
    const isTooMany = request.raw.rawHeaders.length > 2 * headers;
    done(isTooMany ? new ModelwrightError('HEADERS_TOO_MANY', { limit: headers }) : undefined);
  });
  endUnused(app, server);
}

/** Node counts a connection on which nothing was ever sent as one in use; the end of a server does not wait for it. */
function endUnused(app: FastifyInstance, server: Server): void {
  const unused = new Set<Socket>();
  let isClosing = false;
  server.on('connection', (socket: Socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', (done) => {
    isClosing = true;
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
