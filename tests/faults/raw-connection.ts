/** Bytes to a server and back, without a client that would mend them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens a connection. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes and gives everything that is answered until the server ends the connection. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  const socket = await openSocket(port);
  socket.write(bytes);
  return await heard(socket);
}

/** Everything that comes until the other side ends the connection, or breaks it. */
export async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1');
  try {
    for await (const chunk of socket) text += chunk;
  } catch {
    // Broken off: what came before counts.
  }
  return text;
}

/** Status codes of the answers in a text. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}
