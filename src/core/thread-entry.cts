/**
 * What a thread of a pool runs first: it imports the module whose URL is its argument, and hands it the tasks. Piscina itself would
 * `require` that module, and a thread that is ended meanwhile takes the whole process with it (Node 20 and 22: "Module::IsGraphAsync").
 */
const imported: Promise<{ default: (task: unknown) => unknown }> = import(process.argv[2]);
// A module that cannot be loaded is a matter for the tasks that wait for it.
imported.catch(() => {});

module.exports = async (task: unknown) => (await imported).default(task);
