// Serves a home on a free port until it is told to stop; options of `startServer` may follow as JSON.
import { openPlatform } from '../../dist/app/platform.js';
import { startServer } from '../../dist/server/start.js';

const platform = await openPlatform({ home: process.argv[2] });
const server = await startServer({ platform, port: 0, ...JSON.parse(process.argv[3] ?? '{}') });
console.log(JSON.stringify({ url: server.url, grpcAddress: server.grpcAddress }));
process.once('SIGTERM', async () => {
  await server.close();
  await platform.close();
  console.log(JSON.stringify({ closed: true }));
});
