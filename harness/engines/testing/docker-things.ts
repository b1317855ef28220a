import { execa } from 'execa';
import { serviceLabel, stackLabel } from '../containers/labels.ts';

/** Asks Docker itself, not our own client: what a person would type. */
export async function docker(...argv: string[]): Promise<readonly string[]> {
  const { stdout } = await execa('docker', argv, { stdin: 'ignore' });
  return stdout.split('\n').filter(line => line !== '');
}

/** The stack that has a service of this name; undefined when there is none (yet, or any more). */
export async function stackWith(service: string): Promise<string | undefined> {
  const [id] = await docker('ps', '-a', '--filter', `label=${serviceLabel}=${service}`, '--format', `{{.Label "${stackLabel}"}}`);
  return id;
}

/** Ids of all that Docker has of a stack: containers, volumes, networks. */
export async function thingsOf(stack: string): Promise<readonly string[]> {
  const filter = ['--filter', `label=${stackLabel}=${stack}`];
  const lists = await Promise.all([
    docker('ps', '-aq', '--no-trunc', ...filter),
    docker('volume', 'ls', '-q', ...filter),
    docker('network', 'ls', '-q', '--no-trunc', ...filter),
  ]);
  return lists.flat().sort();
}
