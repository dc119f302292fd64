// Opens a home, reads something, closes it.
import { openStore } from '../../dist/store/open-store.js';
import { generation } from '../../dist/tracking/generation.js';

const store = await openStore(process.argv[2]);
const { entries } = await store.audit.verify();
console.log(JSON.stringify({ generation: await generation(store), entries }));
await store.close();
