import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const mounts = [{ kind: 'volume', volume: 'runs', target: '/srv/data', readOnly: false, location }] as const;
const lastRun = '/srv/data/last-run';
const period = '500ms';

export const schedulerStopped: Specimen = {
  kind: 'scheduler.stopped',
  settings: { service: 'scheduler', lastRun: { command: `cat ${lastRun}` }, period },
  stack: () =>
    stackOf(
      {
        scheduler: {
          run: `bash -c "while true; do date +%s%N > ${lastRun}.new && mv ${lastRun}.new ${lastRun}; sleep 0.1; done"`,
          mounts,
          stopGraceMs: 1000,
        },
      },
      { volumes: [{ name: 'runs', sizeBytes: 1024 ** 2 }] },
    ),
  prepare: async ({ must }) => void (await must(`until test -s ${lastRun}; do sleep 0.05; done`)),
  // What users see: whether what it renews is fresh.
  works: async ({ run }) => (await run(`test $(( $(date +%s%N) - $(cat ${lastRun}) )) -lt 1500000000`)).status === 0,
  mend: async ({ stack }) => await stack.services.get('scheduler')?.can.process?.start(),
  blunt: [
    {
      where: 'its period is not over yet',
      settings: { service: 'scheduler', lastRun: { command: `cat ${lastRun}` }, period: '10m' },
      unserved: true,
    },
    {
      where: 'it was stopped before',
      prepare: async ({ stack }) => await stack.services.get('scheduler')?.can.process?.stop({ graceMs: 500 }),
      unserved: true,
    },
  ],
};
