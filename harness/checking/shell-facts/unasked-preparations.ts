import { commandsOf, enclosing, outermost, statusUseOf, surroundingsOf } from '../document/shell/ask.ts';
import type { ShellChain, ShellCommand, ShellList } from '../document/shell/tree.ts';
import { stopsAtErrors } from './shell-options.ts';
import { isCarriedOut } from './straight.ts';
import { composeCall } from './words-of-call.ts';

/** A test, build or backup whose failure nothing asks for, and the change behind it that is carried out all the same. */
export interface UnaskedPreparation {
  readonly command: ShellCommand;
  readonly next: ShellCommand;
}

export function unaskedPreparations(commands: readonly ShellCommand[]): readonly UnaskedPreparation[] {
  return commands.flatMap(command => {
    if (!isCarriedOut(command) || !prepares(command) || statusUseOf(command) !== 'lost' || stopsAtErrors(command, commands)) return [];
    const { list, index } = outermost(command).pipeline.chain;
    const next = deedsBehind(list, commands)[index];
    return next === undefined ? [] : [{ command, next }];
  });
}

/** Whether a command stands in a script, and not among lines that a person types. */
export function isInScript(command: ShellCommand): boolean {
  return command.shell.text.startsWith('#!') || enclosing(command, 'function') !== undefined;
}

/** What comes before a change so that it is safe: a test, a build, a backup. */
function prepares(command: ShellCommand): boolean {
  const { name, args } = command;
  const [one = '', two = ''] = args.map(({ value }) => value);
  const compose = composeCall(command)?.[0]?.value;
  if (compose !== undefined) return compose === 'build';
  if (/^(?:npm|yarn|pnpm)$/.test(name)) return /^(?:test|build|lint)$/.test(one === 'run' ? two : one);
  if (/^(?:make|cargo|go|mvn|gradle|\.\/gradlew)$/.test(name))
    return args.some(({ value }) => /^(?:test|check|build|verify|backup)$/.test(value));
  if (/^(?:docker|podman)$/.test(name)) return one === 'build';
  if (/^(?:pytest|phpunit|pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump)$/.test(name)) return true;
  return !/monitor|verify|check|list/.test(name) && /(?:^|\/)[\w-]*(?:backup|test|build|dump)[\w-]*\.(?:sh|py|js)$/.test(name);
}

const known = new WeakMap<ShellList, readonly (ShellCommand | undefined)[]>();

/** For each chain of a list the first command behind it that changes what runs, with nothing between that would leave. */
function deedsBehind(list: ShellList, all: readonly ShellCommand[]): readonly (ShellCommand | undefined)[] {
  const found = known.get(list);
  if (found !== undefined) return found;
  const deeds: (ShellCommand | undefined)[] = [];
  let behind: ShellCommand | undefined;
  for (const chain of list.chains.toReversed()) {
    deeds.push(behind);
    const deed = deedOf(chain, all);
    if (deed === 'leaves') behind = undefined;
    else behind = deed ?? behind;
  }
  const inOrder = deeds.toReversed();
  known.set(list, inOrder);
  return inOrder;
}

/** The first command of a chain that changes what runs, unless one before it leaves. */
function deedOf({ pipelines }: ShellChain, all: readonly ShellCommand[]): ShellCommand | 'leaves' | undefined {
  for (const { stages } of pipelines)
    for (const stage of stages) {
      const commands =
        stage.type === 'command' ? commandsOf(stage) : all.filter(command => [...surroundingsOf(command)].some(({ of }) => of === stage));
      if (commands.some(({ name }) => /^(?:exit|return|read)$/.test(name))) return 'leaves';
      const deed = commands.find(changes);
      if (deed !== undefined) return deed;
    }
  return undefined;
}

function changes(command: ShellCommand): boolean {
  const { name, args } = command;
  const [one = ''] = args.map(({ value }) => value);
  const compose = composeCall(command)?.[0]?.value;
  if (compose !== undefined) return /^(?:down|up|stop|rm|restart)$/.test(compose);
  if (name === 'kubectl') return /^(?:apply|delete|rollout|set|scale|replace)$/.test(one);
  if (name === 'helm') return /^(?:upgrade|install|rollback)$/.test(one);
  if (name === 'systemctl') return /^(?:stop|restart|start)$/.test(one);
  if (/^(?:docker|podman)$/.test(name)) return /^(?:stop|rm|restart|run|push)$/.test(one);
  if (name === 'git') return /^(?:pull|checkout|reset)$/.test(one);
  return (
    /^(?:rm|dropdb|createdb|pg_restore|mv|rsync|pm2)$/.test(name) ||
    /^(?!.*test).*(?:^|\/)[\w-]*(?:deploy|migrate|restore|release)[\w-]*\.(?:sh|py)$/.test(name)
  );
}
