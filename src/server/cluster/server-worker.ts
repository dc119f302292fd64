/**
 * A process of a server, started by its supervisor: it opens the server, takes the connections that it is given, and ends when it is
 * told to. Signals are for the supervisor; without it, the process finishes what is in flight and ends.
 */
import type { Socket } from 'node:net';
import { asModelwrightError } from '../../core/errors.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { openTextLog } from '../observe/text-log.ts';
import { type OpenedServer, openServer } from '../open-server.ts';
import { HandedConnections } from './handed-connections.ts';
import { type Beginning, type Door, type FromProcess, sentError, type ToProcess } from './messages.ts';
import { Supervised } from './supervised.ts';

/** How often the others hear what callers used up here. */
const shareMs = 100;

interface Open {
  readonly store: Store;
  readonly server: OpenedServer;
  readonly connections: HandedConnections;
  readonly siblings: Supervised;
}

let open: Open | undefined;
let isEnding = false;
let callsOpen = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Nobody reads the problems any more: that is no reason to end.
process.stderr.on('error', () => {});

process.on('message', (message: ToProcess, socket?: Socket) => {
  switch (message.kind) {
    case 'begin':
      begin(message).catch(cannotBegin);
      return;
    case 'connection':
      if (socket) take(message.door, socket);
      return send({ kind: 'taken', id: message.id });
    case 'ping':
      return send({ kind: 'pong', connections: (open?.connections.count ?? 0) + callsOpen });
    case 'question':
      return void open?.siblings.answer(message.id, message.question);
    case 'answers':
      return open?.siblings.hear(message.id, message);
    case 'standing':
      return open?.siblings.stands(message);
    case 'used':
      return open?.server.app.context.guard.useUp(message.rates);
    case 'announce_end':
      return open?.server.announceEnd();
    case 'stop':
      return void end();
  }
});
// A supervisor that is gone while this process ends was told to make haste.
process.on('disconnect', () => (isEnding ? process.exit(1) : void end()));

async function begin({ home, settings, hasGrpc }: Beginning): Promise<void> {
  const store = await openStore(home, { privacy: settings.privacy });
  let siblings: Supervised | undefined;
  const server = await openServer(store, settings, {
    hasGrpc,
    siblings: (answer) => {
      siblings = new Supervised(answer, send);
      return siblings;
    },
  });
  const { app, grpc } = server;
  const connections = new HandedConnections(app.server);
  app.addHook('onClose', () => connections.drained());
  await app.ready();
  open = { store, server, connections, siblings: siblings! };
  await app.modelsLoaded();
  grpc?.announce();
  const { guard } = app.context;
  setInterval(() => {
    const rates = guard.usedUp();
    if (rates) send({ kind: 'used', rates });
  }, shareMs).unref();
  send({ kind: 'up' });
}

/** Tells why, and ends. */
function cannotBegin(thrown: unknown): void {
  if (asModelwrightError(thrown).code === 'INTERNAL') openTextLog().problem(thrown);
  process.send?.({ kind: 'failed', error: sentError(thrown) } satisfies FromProcess, () => process.exit(1));
}

function take(door: Door, socket: Socket): void {
  if (!open) {
    socket.destroy();
    return;
  }
  if (door === 'http') {
    open.connections.take(socket);
    return;
  }
  callsOpen++;
  socket.once('close', () => callsOpen--);
  open.server.grpc?.take(socket);
}

async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  open?.server.announceEnd();
  await open?.server.close();
  await open?.store.close();
  process.exit(0);
}

function send(message: FromProcess): void {
  // Without a supervisor there is nobody to tell, and this process is about to end.
  if (process.connected) process.send?.(message, () => {});
}
