import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { readConfig } from '../reading/read-config.ts';
import { readRunbook } from '../reading/read-runbook.ts';
import { readScenario } from '../reading/read-scenario.ts';
import { registry } from '../support/registry.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['README.md', '.github/CONTRIBUTING.md', ...markdownBelow('docs'), ...markdownBelow('.github/decisions')];

/** What a scenario needs beside a page's piece of one. */
const rest: Readonly<Record<string, string>> = {
  title: 'title: x',
  runbook: 'runbook: x.md',
  stack: 'stack: [compose.yaml]',
  steadyState: 'steadyState: [{ name: x, http: { url: "http://localhost/" }, expect: { status: 200 } }]',
  faults: 'faults: [{ service.stop: { service: x } }]',
};

for (const page of pages) {
  test(`${page} shows scenarios and settings that drillbook takes, and links that lead somewhere`, () => {
    const text = readFileSync(join(top, page), 'utf8');
    for (const { at, yaml } of yamlOf(page, text)) {
      // What a page takes from the environment is there.
      for (const [, name = ''] of yaml.matchAll(/\{ env: (\w+) \}/g)) process.env[name] ??= 'value of the environment';
      const problems = yaml.startsWith('# drillbook.yaml') ? readConfig('drillbook.yaml', yaml).problems : scenarioProblems(yaml, text);
      expect(
        problems.map(({ message, location }) => `${page}:${at + location.line}: ${message}`),
        yaml,
      ).toEqual([]);
    }
    expect(deadLinks(page, text)).toEqual([]);
  });
}

/** Fences that show a scenario, a piece of one, or a `drillbook.yaml`; stacks and other tools' files are not ours to read here. */
function yamlOf(page: string, text: string): readonly { readonly at: number; readonly yaml: string }[] {
  return readRunbook(page, Buffer.from(text))
    .blocks.filter(({ lang }) => lang === 'yaml')
    .map(({ location, text: yaml }) => ({ at: location.line, yaml: yaml.trim() }))
    .filter(
      ({ yaml }) =>
        yaml.startsWith('# drillbook.yaml') ||
        (/^(?:title|steadyState|faults|outcome|variables|load|steps|goal):/m.test(yaml) && !/^(?:on|jobs|services|stages):/m.test(yaml)),
    );
}

function scenarioProblems(yaml: string, page: string): ReturnType<typeof readScenario>['problems'] {
  const missing = Object.entries(rest).filter(
    ([key]) => !new RegExp(`^${key}:`, 'm').test(yaml) && !(key === 'faults' && /^goal:/m.test(yaml)),
  );
  // Plugins that the page itself shows.
  const shown = [...page.matchAll(/^ {2}kind: '([\w.]+)',$/gm)].flatMap(([, kind = '']) =>
    faults.find(kind) === undefined ? [{ kind, settings: z.json() }] : [],
  );
  const known = { operations, faults: registry([...faults.all, ...shown]) };
  // Beside the repository's own scenarios: a file of probes that a page names is there, and has what the page takes from it.
  return readScenario(join(top, 'scenarios/x.yaml'), `${yaml}\n${missing.map(([, line]) => `${line}\n`).join('')}`, known).problems;
}

/** Relative links of a page to files that are not there, or to headings that no page has. */
function deadLinks(page: string, text: string): readonly string[] {
  return [...text.replaceAll(/^(`{3,})[^]*?^\1$/gm, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter(link => !/^[a-z]+:/.test(link))
    .filter(link => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? join(top, page) : resolve(top, dirname(page), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !readRunbook(file, readFileSync(file)).procedures.some(({ id }) => id === anchor);
    });
}

function markdownBelow(folder: string): readonly string[] {
  return readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name))
    .sort();
}
