import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { composeCall } from './words-of-call.ts';

/** How a command asks for a terminal inside of a container; `instead` is what a script writes. */
export interface TerminalCall {
  /** As a message calls it. */
  readonly name: string;
  readonly instead: string;
}

/** `docker exec -it`, `kubectl exec -t`, and `docker-compose exec` without `-T`, which has a terminal unless it is told not to. */
export function terminalOf(command: ShellCommand): TerminalCall | undefined {
  const own = { ...command, args: ownArgs(command) };
  const verb = composeCall(own)?.[0]?.value ?? own.args.find(({ value }) => !value.startsWith('-'))?.value;
  if (verb !== 'exec' && verb !== 'run') return undefined;
  if (command.name === 'docker-compose')
    return optionOf(own, ['-T', '--no-TTY', '--no-tty'], 'uewpvf') === undefined &&
      optionOf(own, ['-d', '--detach'], 'uewpvf') === undefined
      ? { name: `docker-compose ${verb}`, instead: `docker-compose ${verb} -T` }
      : undefined;
  if (composeCall(own) !== undefined || !/^(?:docker|podman|kubectl)$/.test(command.name)) return undefined;
  const terminal = optionOf(own, ['-t', '--tty'], 'uewpvncl');
  if (terminal === undefined) return undefined;
  return { name: `${command.name} ${verb} ${terminal.value}`, instead: `${command.name} ${verb}${/i/.test(terminal.value) ? ' -i' : ''}` };
}

/** The arguments before the command that runs inside. */
function ownArgs({ args, inner }: ShellCommand): ShellCommand['args'] {
  const [first] = inner?.words ?? [];
  const end = first === undefined ? -1 : args.indexOf(first);
  return end === -1 ? args : args.slice(0, end);
}

/** What becomes of the terminal's output or input that a terminal spoils; undefined where a person sits at it. */
export function terminalMisuse(command: ShellCommand): 'output' | 'input' | undefined {
  if (command.index > 0) return 'input';
  if (command.redirects.some(({ operator, descriptor }) => operator.startsWith('<') && (descriptor ?? 0) === 0)) return 'input';
  const isFile = command.redirects.some(
    ({ operator, descriptor, target }) =>
      /^>[>|]?$/.test(operator) && (descriptor ?? 1) === 1 && target !== undefined && !target.value.startsWith('/dev/'),
  );
  const next = command.pipeline.stages[command.index + 1];
  const isPiped =
    next?.type === 'compound' ||
    (next?.type === 'command' &&
      /^(?:gzip|pigz|zstd|xz|bzip2|aws|gsutil|rclone|ssh|psql|mysql|mariadb|pg_restore|openssl|gpg|age|tar|xargs|tee|docker|sha256sum|md5sum)$/.test(
        next.inner?.name ?? next.name,
      ));
  const isCaptured = next === undefined && command.pipeline.chain.list.within?.part === 'substitution';
  return isFile || isPiped || isCaptured ? 'output' : undefined;
}
