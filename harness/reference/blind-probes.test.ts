import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { kindsOfProbe } from '../blind-probes/probes.ts';
import { faults } from '../faults/index.ts';

test('the page of blind probes has a line for every fault, from a run of it; else run npm run blind-probes', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/blind-probes.md'), 'utf8');
  const lines = new Map([...page.matchAll(/^\| `([\w.-]+)` \|(.*)$/gm)].map(([, kind = '', rest = '']) => [kind, rest] as const));
  expect([...lines.keys()].toSorted()).toEqual([...faults.kinds]);
  for (const { name } of kindsOfProbe) expect(page).toContain(name);
  // Where nothing was measured at all, the machine could not do it.
  const empty = [...lines].filter(([, rest]) => !/red|green/.test(rest)).map(([kind]) => kind);
  expect(empty).toEqual([]);
});
