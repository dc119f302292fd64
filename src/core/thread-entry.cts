/**
 * What a thread of a pool runs first: it imports the module whose URL is its argument, and is ready when that is there. Piscina itself
 * would `require` the module, and a thread that is ended meanwhile takes the process with it (Node 20 and 22: "Module::IsGraphAsync").
 */
const loaded: Promise<{ readonly default: unknown }> = import(process.argv[2]);

// Piscina waits for what is exported before it hands out tasks.
module.exports = loaded.then(({ default: work }) => work);
