import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { statusSoon } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import { commandOf, containersOf, createdAt, portsOf, labelsOf, shortId, stateOf, type Container } from './container.ts';
import { listingText } from './listing.ts';
import type { Fields } from './template.ts';
import { humanDuration, statusWords } from './words.ts';

const headings = {
  ID: 'CONTAINER ID',
  Image: 'IMAGE',
  Command: 'COMMAND',
  RunningFor: 'CREATED',
  Status: 'STATUS',
  Ports: 'PORTS',
  Names: 'NAMES',
  State: 'STATE',
  Networks: 'NETWORKS',
  CreatedAt: 'CREATED AT',
};

/** `docker ps`, `docker container ls`. */
export async function ps(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, ['-a --all', '-q --quiet', '--no-trunc', '-f --filter=', '--format='], { of: 'docker ps' });
  const filters = flags
    .values('--filter')
    .map(filter => [filter.slice(0, filter.indexOf('=')), filter.slice(filter.indexOf('=') + 1)] as const);
  const all = flags.has('--all') || filters.some(([key]) => key === 'status');
  const cut = !flags.has('--no-trunc');
  const rows: Fields[] = [];
  const containers = await Promise.all(
    containersOf(stack).map(async container => ({ container, status: await statusSoon(container.instance) })),
  );
  for (const { container, status } of containers) {
    const state = stateOf(status);
    if (!all && !['running', 'paused', 'restarting'].includes(state)) continue;
    if (!passes(container, stack, { state, health: status.health }, filters)) continue;
    const created = createdAt(container, status, stack);
    const command = commandOf(container);
    rows.push({
      ID: cut ? shortId(container) : container.id,
      Image: container.image,
      Command: `"${cut && command.length > 20 ? `${command.slice(0, 19)}…` : command}"`,
      CreatedAt: `${new Date(created).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
      RunningFor: `${humanDuration(Date.now() - created)} ago`,
      Status: statusWords(status),
      State: state,
      Ports: portsOf(container),
      Names: container.name,
      Networks: container.spec.networks.map(name => `${stack.spec.name}_${name}`).join(','),
    });
  }
  if (flags.has('--quiet')) await call.write('stdout', rows.map(row => `${String(row['ID'])}\n`).join(''));
  else
    await call.write(
      'stdout',
      listingText(
        { rows, columns: ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'], headings },
        flags.value('--format'),
      ),
    );
  return 0;
}

/** Filters of one kind are alternatives (labels must all be there), different kinds must all hold. */
function passes(
  container: Container,
  stack: RunningStack,
  { state, health }: { readonly state: string; readonly health: string | undefined },
  filters: readonly (readonly [string, string])[],
): boolean {
  return [...new Set(filters.map(([key]) => key))].every(key => {
    const values = filters.filter(([other]) => other === key).map(([, value]) => value);
    switch (key) {
      case 'name':
        return values.map(namePattern).some(pattern => pattern.test(container.name) || pattern.test(`/${container.name}`));
      case 'id':
        return values.some(value => container.id.startsWith(value));
      case 'label':
        return values.every(value => hasLabel(value, labelsOf(container, stack)));
      case 'status':
        return values.includes(state);
      case 'health':
        return values.includes(health ?? 'none');
      default:
        throw new Unsupported(`filter ${key} of docker ps`);
    }
  });
}

/** `key` or `key=value`, of Compose's own labels: what others the stack's files give is not known here. */
function hasLabel(asked: string, labels: Readonly<Record<string, string>>): boolean {
  const [key = '', value] = asked.split('=', 2);
  if (labels[key] === undefined) throw new Unsupported(`label ${key} of docker ps`);
  return value === undefined || labels[key] === value;
}

/** Only plain patterns: an expression from a runbook must not hold up the harness. */
function namePattern(text: string): RegExp {
  if (!/^\^?[\w./-]*\$?$/.test(text)) throw new Unsupported(`name pattern ${text} of docker ps`);
  return new RegExp(text);
}
