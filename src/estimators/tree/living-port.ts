/** Does the thread at the other end of a port still live? For a thread that waits without turning its loop, so hears no events. */
import type { MessagePort } from 'node:worker_threads';

/**
 * The port, moved to a new object that takes its place; undefined when the other end is gone. All messages are to be read before
 * (`receiveMessageOnPort` until there is none): the end of the other side closes a port when it is read, and only a closed port
 * cannot be moved.
 */
export function livingPort(port: MessagePort): MessagePort | undefined {
  try {
    return structuredClone(port, { transfer: [port] });
  } catch {
    return undefined;
  }
}
