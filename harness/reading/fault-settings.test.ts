import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import * as specimens from '../faults/testing/specimens.ts';
import { operations } from '../operations/index.ts';
import { inputSchema } from '../schema/input-schema.ts';
import type { Problem } from '../model/problem.ts';
import { readScenario } from './read-scenario.ts';

const before = `title: A drill
runbook: runbook.md
stack: [compose.yaml]
steadyState:
  - tcp: { host: web, port: 80 }
faults:
`;

/** A scenario with one fault, its settings in lines of their own from line 8 on. */
function problemsOf(kind: string, settings: Readonly<Record<string, unknown>>): readonly Problem[] {
  const lines = Object.entries(settings).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`);
  return readScenario('a.yaml', `${before}  - ${kind}:\n${lines.join('')}`, { operations, faults }).problems;
}

for (const { kind, settings } of Object.values(specimens)) {
  const schema = inputSchema(faults.find(kind)!.settings);
  const place = (key: string): number => 8 + Object.keys(settings).indexOf(key);

  test(`${kind} takes its own settings, and a mistyped one is a Problem at its line`, () => {
    expect(problemsOf(kind, settings)).toEqual([]);
    const problems = problemsOf(kind, { ...settings, nonsense: 1 });
    expect(problems.map(({ location }) => location.line)).toEqual([8 + Object.keys(settings).length]);
    expect(problems[0]?.message).toContain('nonsense');
  });

  for (const [key, { enum: allowed = [] }] of Object.entries(schema.properties ?? {})) {
    if (allowed.length === 0) continue;
    test(`${kind}: a wrong \`${key}\` is a Problem that names what is allowed`, () => {
      const problems = problemsOf(kind, { ...settings, [key]: 'nonsense' });
      const line = key in settings ? place(key) : 8 + Object.keys(settings).length;
      expect(problems.map(({ location }) => location.line)).toEqual([line]);
      for (const one of allowed) expect(problems[0]?.message).toContain(String(one));
    });
  }
}
