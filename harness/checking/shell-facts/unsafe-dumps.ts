import { chainsAfter, commandsOf, outermost } from '../document/shell/ask.ts';
import type { ShellCommand, ShellStage } from '../document/shell/tree.ts';
import { failsInPipes } from './shell-options.ts';

/** A dump of a database whose failure is lost in a pipe. */
export interface UnsafeDump {
  readonly command: ShellCommand;
  /** The command whose status counts in its place. */
  readonly last: string;
}

export function unsafeDumps(commands: readonly ShellCommand[]): readonly UnsafeDump[] {
  return commands.flatMap(command => {
    const masked = isDump(command) ? maskedAt(command) : undefined;
    const last = masked?.pipeline.stages.at(-1);
    if (masked === undefined || last === undefined || failsInPipes(masked, commands) || !keeps(last)) return [];
    if (chainsAfter(masked).some(chain => /PIPESTATUS|dump complete/i.test(chain.list.shell.text))) return [];
    return [{ command, last: commandsOf(last).at(-1)?.name ?? 'the last command' }];
  });
}

function isDump({ name, args }: ShellCommand): boolean {
  if (/^(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump|mariabackup|xtrabackup|cockroach)$/.test(name))
    return name !== 'cockroach' || args[0]?.value === 'dump';
  return name === 'sqlite3' && args.some(({ value }) => value.startsWith('.dump'));
}

/** The command of the pipe in which the status is lost: the dump itself, or `ssh` whose last command it is. */
function maskedAt(command: ShellCommand): ShellCommand | undefined {
  const stage = outermost(command);
  if (stage.index < stage.pipeline.stages.length - 1) return stage;
  const { list, index } = stage.pipeline.chain;
  if (index < list.chains.length - 1 || list.within !== undefined) return undefined;
  return list.shell.within === undefined ? undefined : maskedAt(list.shell.within);
}

/** Whether what arrives at the end is kept, and not only shown. */
function keeps(stage: ShellStage): boolean {
  if (stage.redirects.some(({ operator, target }) => operator.startsWith('>') && target?.value !== '/dev/null')) return true;
  return commandsOf(stage).some(({ name }) =>
    /^(?:aws|gsutil|rclone|s3cmd|mc|ssh|tee|dd|split|restic|borg|psql|mysql|mariadb|sqlite3|pg_restore)$/.test(name),
  );
}
