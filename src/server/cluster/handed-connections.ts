/** Connections that another process has accepted, for an HTTP server that does not listen itself. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const checkMs = 100;

export class HandedConnections {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #onEmpty = () => {};

  constructor(server: Server) {
    this.#server = server;
    // With this event a server begins to end connections that take too long.
    server.emit('listening');
  }

  get count(): number {
    return this.#open.size;
  }

  take(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#onEmpty();
    });
    // A client may end its side after its request, and still gets the answer.
    socket.allowHalfOpen = true;
    this.#server.emit('connection', socket);
  }

  /** Resolves when every connection has ended; those without a request are ended. */
  async drained(): Promise<void> {
    if (this.#open.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    const timer = setInterval(() => this.#server.closeIdleConnections(), checkMs);
    await empty;
    clearInterval(timer);
  }
}
