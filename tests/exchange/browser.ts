/** A page in a headless browser, for tests of code that must run there. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Path of a Chromium on this machine, or undefined. */
export function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}

/**
 * Serves the files on loopback, opens `/index.html` and gives what the page posts to `/result`.
 *
 * @param files Contents by path; `.html` and `.mjs` get their types.
 */
export async function resultOfPage(browser: string, files: Readonly<Record<string, string>>): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'modelwright-browser-'));
  let settle: (result: string) => void = () => {};
  const result = new Promise<string>((resolve) => {
    settle = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === '/result') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        response.end();
        settle(Buffer.concat(parts).toString('utf8'));
      });
      return;
    }
    const content = files[request.url ?? ''];
    const type = request.url?.endsWith('.mjs') ? 'text/javascript' : 'text/html';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`;
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(browser, [...flags, url], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    return await Promise.race([
      result,
      ended.then(() => Promise.reject(new Error('the browser ended without a result'))),
    ]);
  } finally {
    child.kill();
    await ended;
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
