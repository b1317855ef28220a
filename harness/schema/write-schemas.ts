import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaOf } from './json-schema.ts';
import { schemas } from './schemas.ts';

// `npm run schemas`: writes every JSON Schema from its validator, so that editors and drillbook never disagree.
for (const schema of schemas)
  writeFileSync(join(import.meta.dirname, schema.file), `${JSON.stringify(jsonSchemaOf(schema), undefined, 2)}\n`);
