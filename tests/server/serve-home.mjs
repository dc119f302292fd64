// Serves a home on a free port until it is told to stop; options of `startServer`, and `privacy` of its project, may follow as JSON.
import { openPlatform } from '../../dist/app/platform.js';
import { startServer } from '../../dist/server/start.js';

const platform = await openPlatform({ home: process.argv[2] });
const { privacy, ...options } = JSON.parse(process.argv[3] ?? '{}');
const project = { ...platform.project, ...(privacy && { privacy }) };
const server = await startServer({ platform: { ...platform, project }, port: 0, ...options });
console.log(JSON.stringify({ url: server.url, grpcAddress: server.grpcAddress }));
process.once('SIGTERM', async () => {
  await server.close();
  await platform.close();
  console.log(JSON.stringify({ closed: true }));
});
