import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { jsonSchemaOf } from './json-schema.ts';
import { schemas } from './schemas.ts';

for (const schema of schemas) {
  test(`${schema.file} is what its validator says; else run npm run schemas`, () => {
    const committed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, schema.file), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(jsonSchemaOf(schema))));
  });
}

test('the scenario schema knows every fault and operation, in long and short form', () => {
  const text = readFileSync(join(import.meta.dirname, 'scenario.schema.json'), 'utf8');
  for (const kind of ['process.kill', 'volume.full', 'http', 'sql', 'command']) expect(text).toContain(`"${kind}"`);
  const { properties } = JSON.parse(text) as { properties: Record<string, { description?: string }> };
  for (const [key, { description }] of Object.entries(properties)) expect(description, `description of ${key}`).toBeTruthy();
});
