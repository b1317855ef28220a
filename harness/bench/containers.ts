import { execa } from 'execa';
import { engines } from '../engines/index.ts';
import { imageOf } from '../engines/containers/images.ts';
import type { Service, Stack } from '../model/stack.ts';
import type { Measure } from './measure.ts';
import { planOf } from './trial.ts';

const runs = 5;

/** How long until a stack of containers is healthy, and how long the same containers take when a shell script starts them side by side. */
export async function containers(scenario: string): Promise<readonly Measure[]> {
  const engine = engines.find('containers');
  const available = await engine?.available();
  if (engine === undefined || available?.ok !== true) {
    console.log(`containers: not measured, ${available?.ok === false ? available.because : 'the engine is not there'}`);
    return [];
  }
  const { stack } = await planOf(scenario);
  await engine.prepare(stack);
  const ours: number[] = [];
  const plain: number[] = [];
  // In turns: what else the machine does falls on both.
  for (let run = 0; run < runs; run++) {
    plain.push(await plainly(stack, `plain${process.pid}-${run}`));
    const began = performance.now();
    const running = await engine.start(stack, {
      provisionMs: 60_000,
      standIns: [],
      onStandIn: async () => 125,
      signal: new AbortController().signal,
    });
    ours.push((performance.now() - began) / 1000);
    await running[Symbol.asyncDispose]();
  }
  return [
    { what: 'containers: start to all healthy, warm images', values: ours, unit: 's', limit: 4 },
    { what: 'the same by docker run, side by side', values: plain, unit: 's' },
    { what: 'containers against that', values: ours.map((value, run) => value / (plain[run] ?? Number.NaN)), unit: '×', limit: 1.3 },
  ];
}

/** Seconds that Docker's own command line takes. The containers, networks and volumes are taken away again. */
async function plainly(stack: Stack, project: string): Promise<number> {
  const docker = (...argv: string[]): Promise<unknown> => execa('docker', argv, { stdin: 'ignore' });
  const began = performance.now();
  try {
    await Promise.all([
      ...stack.networks.map(({ name }) => docker('network', 'create', '--internal', `${project}-${name}`)),
      ...stack.volumes.map(({ name, sizeBytes }) =>
        docker(
          'volume',
          'create',
          '--opt',
          'type=tmpfs',
          '--opt',
          'device=tmpfs',
          '--opt',
          `o=size=${sizeBytes ?? ''}`,
          `${project}-${name}`,
        ),
      ),
    ]);
    await Promise.all(
      stack.services.map(async service => {
        const name = `${project}-${service.name}`;
        const [first = '', ...others] = service.networks;
        await docker(
          'create',
          '--name',
          name,
          '--network',
          `${project}-${first}`,
          '--network-alias',
          service.name,
          ...(await optionsOf(service, stack, project)),
        );
        for (const network of others) await docker('network', 'connect', '--alias', service.name, `${project}-${network}`, name);
        await docker('start', name);
        for (let healthy = service.healthcheck === undefined; !healthy;) {
          const { failed } = await execa('docker', ['exec', name, ...(service.healthcheck?.test ?? [])], {
            stdin: 'ignore',
            reject: false,
          });
          healthy = !failed;
        }
      }),
    );
    return (performance.now() - began) / 1000;
  } finally {
    await execa('docker', ['rm', '-fv', ...stack.services.map(({ name }) => `${project}-${name}`)], { reject: false });
    await execa('docker', ['network', 'rm', ...stack.networks.map(({ name }) => `${project}-${name}`)], { reject: false });
    await execa('docker', ['volume', 'rm', ...stack.volumes.map(({ name }) => `${project}-${name}`)], { reject: false });
  }
}

async function optionsOf(service: Service, stack: Stack, project: string): Promise<readonly string[]> {
  const mounts = service.mounts.flatMap(mount =>
    mount.kind === 'tmpfs'
      ? ['--tmpfs', mount.target]
      : ['-v', `${mount.kind === 'volume' ? `${project}-${mount.volume}` : mount.source}:${mount.target}${mount.readOnly ? ':ro' : ''}`],
  );
  return [
    ...Object.entries(service.environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    ...mounts,
    await imageOf(service, stack),
    ...(service.command ?? []),
  ];
}
