/** A server that speaks gRPC on a free port, with a client beside it, for one test. */
import type { DeclaredServing } from '../../src/serve/repository/declared-serving.ts';
import type { RequestLimits } from '../../src/server/request-limits.ts';
import type { Store } from '../../src/store/open-store.ts';
import { type GrpcClient, openGrpcClient } from './grpc-client.ts';
import { type Running, withServer } from './with-server.ts';

export type RunningWithClient = Running & { readonly client: GrpcClient };

/** Runs a test with both; `prepare` registers models before the server starts. */
export async function withGrpcClient(
  prepare: (store: Store) => Promise<unknown>,
  test: (running: RunningWithClient) => Promise<void>,
  limits?: Partial<RequestLimits>,
  serving?: DeclaredServing,
): Promise<void> {
  await withServer(
    prepare,
    async (running) => {
      const client = await openGrpcClient(running.server.grpcAddress!);
      try {
        await test({ ...running, client });
      } finally {
        client.close();
      }
    },
    limits,
    0,
    serving,
  );
}
