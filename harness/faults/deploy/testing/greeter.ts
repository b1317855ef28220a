import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stackOf } from '../../../engines/testing/stack-of.ts';
import type { Service, Stack } from '../../../model/stack.ts';
import type { Bench } from '../../testing/specimen.ts';

/** Where the service has what the operator has below `/opt/web`. */
export const folder = '/srv/web';

/** Greets with a variable and the content of a file. */
const program = `const greeting = require('node:fs').readFileSync('${folder}/greeting.txt', 'utf8').trim();
require('node:http').createServer((request, answer) => answer.end(greeting + ' ' + process.env.WHOM)).listen(8080);
`;

/** A web server whose program and settings are in a folder that the operator has, too. `mounts`: what of it, instead of all. */
export function greeter(
  service: Partial<Omit<Service, 'run' | 'mounts'>> & { readonly run?: string; readonly mounts?: readonly string[] } = {},
  more: Partial<Stack> = {},
): Stack {
  const empty = stackOf({});
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(empty.folder, file)), { recursive: true });
    writeFileSync(join(empty.folder, file), text);
  };
  write('server.js', program);
  write('greeting.txt', 'hello\n');
  const location = { file: 'compose.yaml', line: 1, column: 1 };
  const { mounts = [''], ...rest } = service;
  return stackOf(
    {
      web: {
        run: `node ${folder}/server.js`,
        environment: { WHOM: 'world' },
        expose: [8080],
        ...rest,
        mounts: mounts.map(name => ({
          kind: 'bind',
          source: join(empty.folder, name),
          target: join(folder, name),
          readOnly: true,
          location,
        })),
      },
    },
    {
      ...more,
      folder: empty.folder,
      bastion: { workdir: '/opt/web', copy: { '.': '/opt/web' }, path: [], packages: [], hosts: {}, environment: {} },
    },
  );
}

export async function greets({ run, stack }: Bench): Promise<boolean> {
  const { stdout } = await run(`curl -s -m 3 http://${stack.layout === 'host' ? 'localhost' : 'web'}:8080/`);
  return stdout === 'hello world';
}

/** As `systemctl restart web` does. */
export async function restartWeb({ stack }: Bench): Promise<void> {
  const control = stack.services.get('web')?.can.process;
  await control?.stop();
  await control?.start();
}
