import type { ShellCommand } from '../document/shell/tree.ts';
import { composeCall, operandsOf } from './words-of-call.ts';

/** Programs that do it. */
export const remedies =
  /^(?:systemctl|service|rc-service|docker|docker-compose|podman|podman-compose|pm2|supervisorctl|kubectl|helm|vercel|heroku|nomad|nginx|pg_restore|psql|mysql|mariadb|mongorestore|restic|find|journalctl|apt|apt-get|yum|dnf)$/;

/** What a command is to a system in trouble: it brings a service up again, puts data back, or frees space. */
export type Remedy = 'service' | 'data' | 'space';

/** Whether a command is one that people hope will help; what is not known is none. */
export function remedyOf(command: ShellCommand): Remedy | undefined {
  if (command.inner !== undefined || !remedies.test(command.name) || takesDown.test(textOf(command))) return undefined;
  const [verb = '', object = ''] = (composeCall(command) ?? operandsOf(command)).map(({ value }) => value);
  if (composeCall(command) !== undefined) return /^(?:restart|up|start|scale)$/.test(verb) ? 'service' : undefined;
  const call = `${command.name} ${verb} ${object}`;
  if (services.test(call) || (command.name === 'nginx' && /-s reload/.test(textOf(command)))) return 'service';
  if (isRestore(command, verb)) return 'data';
  return frees(command, verb) ? 'space' : undefined;
}

/** Nobody asks of what was switched off whether it answers. */
const takesDown = /^kubectl scale .*--replicas[= ]0(?!\d)|^(?:docker|podman).* (?:--scale|scale) \S+=0(?!\d)/;

const services =
  /^(?:systemctl (?:restart|start|reload|try-restart|reload-or-restart) |service \S+ (?:restart|start|reload)|rc-service \S+ (?:restart|start)|docker (?:restart|start) |podman (?:restart|start) |pm2 (?:restart|reload|start|resurrect|scale) |supervisorctl (?:restart|start) |kubectl (?:rollout|scale|delete) (?:restart|undo|deploy\S*|pods?\b|sts|statefulset\S*)|kubectl scale |helm (?:upgrade|rollback) |vercel rollback |heroku (?:ps:restart|rollback|releases:rollback)|nomad (?:job|alloc) (?:revert|restart))/;

function isRestore(command: ShellCommand, verb: string): boolean {
  const { name, redirects } = command;
  if (name === 'pg_restore') return /(?:^| )(?:-d|--dbname)/.test(textOf(command));
  if (/^(?:psql|mysql|mariadb)$/.test(name))
    return redirects.some(({ operator }) => operator === '<') || (command.index > 0 && !/ -\w*[ce] /.test(textOf(command)));
  return name === 'mongorestore' || (name === 'restic' && verb === 'restore');
}

function frees(command: ShellCommand, verb: string): boolean {
  const { name } = command;
  const text = textOf(command);
  if (name === 'find') return text.includes(' -delete') && /\/(?:log|logs|tmp|cache|backups?)\b/.test(text);
  if (name === 'journalctl') return text.includes('--vacuum');
  if (/^(?:apt|apt-get|yum|dnf)$/.test(name)) return verb === 'clean' || verb === 'autoclean';
  return name === 'docker' && / prune/.test(text);
}

function textOf({ words }: ShellCommand): string {
  return words.map(({ value }) => value).join(' ');
}
