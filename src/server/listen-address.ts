/** Where a server listens, as it is shown, and why it cannot. */
import type { AddressInfo } from 'node:net';
import { ModelwrightError } from '../core/errors.ts';

/** The port that is being opened, and the option that chose it. */
export interface AskedPort {
  readonly option: '--port' | '--grpc-port';
  readonly port: number;
}

/** An address as it stands in a URL. */
export function shownHost({ family, address }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]` : address;
}

/** What `listen` threw, for people. */
export function listenError(error: unknown, host: string, { option, port }: AskedPort): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') return new ModelwrightError('PORT_IN_USE', { port, host, option }, { cause: error });
  if (code !== 'EACCES') return error;
  const details = { name: option, law: 'a port that this user may open', value: port };
  return new ModelwrightError('PARAM_INVALID', details, { cause: error });
}
