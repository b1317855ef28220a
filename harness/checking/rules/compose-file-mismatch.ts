import { commandText } from '../shell-facts/command-text.ts';
import { composeCall } from '../shell-facts/words-of-call.ts';
import type { Shell, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A block names a Compose file in some calls and none in others.
 *
 * Without `-f` Docker Compose reads the files with the usual names. They may describe other services, or none: the backup is taken from the
 * development database while the one of production is upgraded.
 *
 * It is right where the variable `COMPOSE_FILE` names the files; then leave out `-f` everywhere. Calls that only look are left alone.
 *
 * @example The dump comes from elsewhere
 * ````markdown
 * ```bash
 * docker compose exec -T db pg_dump shop > shop.sql
 * docker compose -f compose.live.yaml pull
 * docker compose -f compose.live.yaml up -d
 * ```
 * ````
 * 2:1-2:50 unexpected `docker compose exec -T db pg_dump shop` without `-f`, expected `-f compose.live.yaml` as in the other calls: it reads another file
 *
 * @example The same files everywhere
 * ````markdown
 * ```bash
 * docker compose -f compose.live.yaml exec -T db pg_dump shop > shop.sql
 * docker compose -f compose.live.yaml up -d
 * ```
 *
 * ```bash
 * docker compose up -d
 * ```
 * ````
 * none
 *
 * @example A variable, and a look
 * ````markdown
 * ```bash
 * docker compose -f compose.live.yaml up -d
 * docker compose ps
 * ```
 *
 * ```bash
 * export COMPOSE_FILE=compose.live.yaml
 * docker compose -f compose.live.yaml pull
 * docker compose up -d
 * ```
 * ````
 * none
 */
export const composeFileMismatch: Rule = {
  kind: 'compose-file-mismatch',
  preset: 'default',
  *check({ shells, source }): Iterable<Report> {
    if (/\bCOMPOSE_FILE\b/.test(source.text)) return;
    for (const shell of shells) {
      if (shell.origin !== 'block' || !shell.text.includes('compose')) continue;
      const named = callsOf(shell).find(({ file }) => file !== undefined);
      const bare = callsOf(shell).filter(
        ({ file, verb }) => file === undefined && /^(?:up|down|exec|run|restart|stop|start|pull|build|rm|kill|cp)$/.test(verb),
      );
      const [first] = bare;
      if (named === undefined || first === undefined) continue;
      yield {
        message: `unexpected \`${commandText(first.command, 40)}\` without \`-f\`, expected \`-f ${named.file ?? ''}\` as in the other calls: ${bare.length === 1 ? 'it reads' : `these ${bare.length} read`} another file`,
        location: first.command.location,
        hint: 'Say it once for all calls: export COMPOSE_FILE=….',
      };
    }
  },
};

interface ComposeCall {
  readonly command: ShellCommand;
  readonly verb: string;
  readonly file: string | undefined;
}

/** The calls of a text that run where the reader is and in the same folder. */
function callsOf({ commands }: Shell): readonly ComposeCall[] {
  if (commands.some(({ name }) => name === 'cd')) return [];
  return commands.flatMap(command => {
    const [verb] = composeCall(command) ?? [];
    if (verb === undefined || command.where !== 'bastion') return [];
    const own = command.args.slice(0, command.args.indexOf(verb)).map(({ value }) => value);
    if (own.some(value => /^(?:-p|--project-name|--project-directory)/.test(value))) return [];
    const at = own.findIndex(value => value === '-f' || value === '--file');
    return [{ command, verb: verb.value, file: at === -1 ? own.find(value => value.startsWith('--file='))?.slice(7) : own[at + 1] }];
  });
}
