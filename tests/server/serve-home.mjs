// Serves a home on a free port until it is told to stop on standard input.
import { openPlatform } from '../../dist/app/platform.js';
import { startServer } from '../../dist/server/start.js';

const platform = await openPlatform({ home: process.argv[2] });
const server = await startServer({ platform, port: 0 });
console.log(JSON.stringify({ url: server.url }));
process.once('SIGTERM', async () => {
  await server.close();
  await platform.close();
  console.log(JSON.stringify({ closed: true }));
});
