/** What a server says while none of its processes can answer: that it is alive, and to come back. */
import { createServer } from 'node:http';
import type { ModelwrightError } from '../../core/errors.ts';
import { errorBody, retryAfter } from '../error-reply.ts';
import type { Accepted } from './server-process.ts';

/** Time for a request to come and its answer to go. */
const mostMs = 10_000;

/** @param problem says why nobody answers. */
export function nobodyAnswers(problem: () => ModelwrightError): (accepted: Accepted) => void {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('connection', 'close');
    response.setHeader('content-type', 'application/json; charset=utf-8');
    const path = request.url?.split('?', 1)[0];
    if (path === '/healthz/live') return response.end('{"status":"live"}');
    const error = problem();
    response.statusCode = error.http;
    response.setHeader('retry-after', retryAfter);
    if (path !== '/healthz/ready') return response.end(errorBody(error));
    const { code, message } = error;
    response.end(JSON.stringify({ status: 'starting', problems: [{ subject: 'processes', code, message }] }));
  });
  return ({ door, socket }) => {
    // A client of gRPC takes a connection that ends at once for a server that is not there, and tries again.
    if (door === 'grpc') return void socket.destroy();
    const timer = setTimeout(() => socket.destroy(), mostMs);
    socket.once('close', () => clearTimeout(timer));
    server.emit('connection', socket);
    socket.resume();
  };
}
