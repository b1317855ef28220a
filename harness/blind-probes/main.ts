import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { familiesOf } from '../faults/families.ts';
import { faults } from '../faults/index.ts';
import type { Specimen } from '../faults/testing/specimen.ts';
import * as specimens from '../faults/testing/specimens.ts';
import { code, table } from '../reference/markdown.ts';
import { look, type Seen } from './look.ts';
import { kindsOfProbe } from './probes.ts';

/** Makes docs/blind-probes.md from a run of every fault against every kind of probe: `npm run blind-probes`. */
const page = join(fileURLToPath(new URL('../..', import.meta.url)), 'docs/blind-probes.md');
const all: readonly Specimen[] = Object.values(specimens);

const seen = new Map<string, Seen>();
for (const specimen of all) {
  const one = await look(specimen, 'processes', 1);
  seen.set(one.kind, one);
  console.log(
    `${one.kind}: ${one.unsupported ?? one.green.map(answer => (answer === undefined ? '-' : answer ? 'green' : 'red')).join(' ')}`,
  );
}

const measured = [...seen.values()].filter(({ unsupported }) => unsupported === undefined);
const blind = kindsOfProbe.map((_, index) => measured.filter(({ green }) => green[index] === true).length);
const asked = kindsOfProbe.map((_, index) => measured.filter(({ green }) => green[index] !== undefined).length);

const cell = (answer: boolean | undefined): string => (answer === undefined ? '' : answer ? '**green**' : 'red');
const lines = [
  '<!-- Written by `npm run blind-probes` from a run of every fault: run it again there. -->',
  '',
  '# Which probes were blind',
  '',
  `Each fault of the library was put into the smallest system that it can harm, until its users were no longer served. Then every kind of probe was asked that had been green before. **Green** is a probe that saw nothing. Probes that do what a user does were red every time: that is how a fault is known to bite here. Which to choose: [Which probe to choose](choosing-probes.md).`,
  '',
  table(
    ['Probe', 'Blind to'],
    kindsOfProbe.map(({ name }, index) => [name, `${blind[index] ?? 0} of ${asked[index] ?? 0} faults`]),
  ),
  '',
  ...familiesOf(faults.all).flatMap(({ title, faults: members }) => [
    `## ${title}`,
    '',
    table(
      ['Fault', ...kindsOfProbe.map(({ name }) => name.replace(/ \(.*/, ''))],
      members.flatMap(({ kind }) => {
        const one = seen.get(kind);
        if (one === undefined) return [];
        return [[code(kind), ...(one.unsupported === undefined ? one.green.map(cell) : kindsOfProbe.map(() => ''))]];
      }),
    ),
    '',
  ]),
];
writeFileSync(page, `${lines.join('\n').trimEnd()}\n`);
