/**
 * A thread that ends the process once its parent is gone. Native code may hold the main thread for ever, so the news that the channel
 * has closed would never be read there.
 */
const everyMs = 500;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, everyMs);
