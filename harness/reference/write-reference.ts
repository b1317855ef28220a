import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from './pages.ts';

// `npm run reference`: writes docs/reference from the code, so that they never disagree.
const folder = join(import.meta.dirname, '../../docs/reference');
mkdirSync(folder, { recursive: true });
for (const [file, text] of await referencePages()) writeFileSync(join(folder, file), text);
