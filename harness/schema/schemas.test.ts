import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { readYaml } from '../reading/yaml/read-yaml.ts';
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

test('the committed scenario schema accepts every scenario of ours, and refuses what drillbook refuses', () => {
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(join(import.meta.dirname, 'scenario.schema.json'), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0],
  );
  const accepts = (text: string): boolean => schema.safeParse(readYaml('a.yaml', text).document?.value).success;
  const root = join(import.meta.dirname, '../..');
  const files = ['scenarios', 'fixtures/scenarios/broken'].flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(name => name.endsWith('.yaml'))
      .map(name => join(root, folder, name)),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(accepts(readFileSync(file, 'utf8')), file).toBe(true);

  const good = 'runbook: a.md\nstack: [a.yaml]\nsteadyState:\n  - http: http://localhost/\nfaults:\n  - process.kill: { service: a }\n';
  expect(accepts(good)).toBe(true);
  for (const bad of [
    good.replace('runbook', 'runbok'),
    good.replace('service', 'servce'),
    good.replace('process.kill', 'proces.kill'),
    good.replace('http:', 'htp:'),
    `${good}rto: 5\n`,
    `${good}goal:\n  - http: http://x\n`,
    good.split('faults')[0] ?? '',
    good.replace('{ service: a }', '{ service: a }\n    during: 5'),
    good.replace('{ service: a }', '{ service: a }\n    service.stop: { service: b }'),
  ])
    expect(accepts(bad), bad).toBe(false);
});
