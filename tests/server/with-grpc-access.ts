/** A gRPC door that asks who its callers are, with a client beside it that calls as whom it is told. */
import { Metadata } from '@grpc/grpc-js';
import { openGrpc } from '../../src/server/grpc/open-grpc.ts';
import type { Store } from '../../src/store/open-store.ts';
import { type GrpcClient, openGrpcClient } from './grpc-client.ts';
import { type AccessOptions, type Guarded, withAccess } from './with-access.ts';

export interface GuardedCalls extends Guarded {
  /** Calls as the admin, unless it is told otherwise. */
  readonly client: GrpcClient;
  readonly address: string;
  /** The metadata of a caller, as `Guarded.as` has the headers. */
  callAs(name: string): { readonly headers: Metadata };
}

/** Runs a test with the HTTP server and the gRPC door over it. */
export async function withGrpcAccess(
  prepare: (store: Store) => Promise<unknown>,
  test: (guarded: GuardedCalls) => Promise<void>,
  options: AccessOptions = {},
): Promise<void> {
  await withAccess(
    prepare,
    async (guarded) => {
      const callAs = (name: string) => ({ headers: metadataOf(guarded.as(name)) });
      const door = openGrpc(guarded.app.context);
      const port = await door.listen(0, '127.0.0.1');
      const address = `127.0.0.1:${port}`;
      const client = await openGrpcClient(address, 'v1', callAs('admin').headers);
      try {
        await test({ ...guarded, client, address, callAs });
      } finally {
        client.close();
        await door.drain(200);
      }
    },
    options,
  );
}

function metadataOf(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}
