import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Pruning volumes deletes the data of everything that happens not to run.
 *
 * `docker volume prune` takes every volume that no container uses at that moment. In an incident that is the database that has just been
 * stopped, or one whose container `docker system prune` has removed a line before. There is no way back.
 *
 * It is right on a machine whose volumes hold nothing, such as a build agent; say so where the command stands:
 * `<!-- drillbook-check-disable-next volume-prune: build agents only -->`. A filter (`--filter label=cache`) says it in the command itself.
 *
 * @example Without a question
 * ````markdown
 * ```bash
 * docker system prune -f
 * docker volume prune -f
 * ```
 * ````
 * 3:1-3:23 unexpected `docker volume prune`, expected the volume's name: data of every stopped service is lost
 *
 * @example Together with all else, behind sudo
 * ````markdown
 * ```bash
 * sudo docker system prune -af --volumes
 * ```
 * ````
 * 2:6-2:39 unexpected `docker system prune --volumes`, expected the volume's name: data of every stopped service is lost
 *
 * @example One volume by its name, and images
 * ````markdown
 * ```bash
 * docker volume rm chat_build-cache
 * docker image prune -f
 * docker system prune -f
 * ```
 * ````
 * none
 *
 * @example What carries a label
 * ````markdown
 * ```bash
 * docker volume prune -f --filter label=build-cache
 * ```
 * ````
 * none
 */
export const volumePrune: Rule = {
  kind: 'volume-prune',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:docker|podman)$/)) {
      const what = pruned(command);
      if (what === undefined || optionOf(command, ['--filter']) !== undefined) continue;
      yield {
        message: `unexpected \`${what}\`, expected the volume's name: data of every stopped service is lost`,
        location: command.location,
        hint: 'Look with docker volume ls -f dangling=true, then remove by name: docker volume rm NAME.',
      };
    }
  },
};

function pruned(command: ShellCommand): string | undefined {
  if (!/^(?:docker|podman)$/.test(command.name)) return undefined;
  const [object, verb] = command.args.map(({ value }) => value);
  if (verb !== 'prune') return undefined;
  if (object === 'volume') return `${command.name} volume prune`;
  return object === 'system' && optionOf(command, ['--volumes']) !== undefined ? `${command.name} system prune --volumes` : undefined;
}
