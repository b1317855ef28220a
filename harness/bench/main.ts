import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Measure } from './measure.ts';
import { repeat, show } from './measure.ts';
import { injection } from './injection.ts';
import { memory } from './memory.ts';
import { check } from './check.ts';
import { containers } from './containers.ts';
import { evidence } from './evidence.ts';
import { fullSet } from './full-set.ts';
import { messageOf } from '../support/harness-error.ts';
import { timed } from './program.ts';
import { response } from './response.ts';
import { stackStart } from './stack-start.ts';

/** A small scenario on the example stack. */
const scenario = 'scenarios/worker-killed.yaml';
const into = ['--evidence', '.drillbook/bench'];

/** What is measured, one after the other, so that nothing slows anything else. `npm run bench response memory` measures only those. */
const parts: Readonly<Record<string, () => Promise<readonly Measure[]>>> = {
  stack: () => stackStart(scenario),
  containers: () => containers(scenario),
  injection,
  response,
  evidence,
  check,
  memory: () => memory(scenario),
  'full-set': fullSet,
  plan: async () => [
    {
      what: 'plan: one runbook',
      values: await repeat(9, async () => (await timed(['plan', runbookOf(scenario)])).seconds),
      unit: 's',
      limit: 0.35,
    },
  ],
  scenarios: async () => {
    const { seconds, status } = await timed(['drill', 'scenarios', '--engine', 'processes', ...into], [0, 3]);
    return [{ what: `drill: all example scenarios${status === 0 ? '' : ', NOT ALL VERIFIED'}`, values: [seconds], unit: 's', limit: 120 }];
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !(name in parts));
if (unknown.length > 0) throw new Error(`unexpected "${unknown.join(' ')}", expected ${Object.keys(parts).join(', ')}`);

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GB, ${type()} ${release()}, Node ${process.versions.node}; medians`,
);
console.log(
  `load before: ${loadavg()[0]?.toFixed(1)}${(loadavg()[0] ?? 0) > 0.5 ? ', which others make: measure again on an idle machine' : ''}\n`,
);
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    for (const measure of await part()) console.log(show(measure));
  } catch (thrown) {
    // What is not a measure is told, and the other parts are measured.
    console.error(`${name}: ${messageOf(thrown)}`);
    process.exitCode = 1;
  }
}

/** The runbook that a scenario names. */
function runbookOf(file: string): string {
  const name = /^runbook:\s*(?:\.\.\/)?(\S+)/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (name === undefined) throw new Error(`unexpected ${file} without a runbook`);
  return name;
}
