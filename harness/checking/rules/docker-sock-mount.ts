import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * An image of no certain version gets the socket of Docker, which is root on the machine.
 *
 * Whoever has the socket can start a container that mounts `/`. Given to `somebody/tool` or `somebody/tool:latest`, it is given to whatever
 * is published under that name tonight.
 *
 * Name a version, best by its digest (`tool@sha256:…`). Where a tool can do without, give it an archive: `docker save`.
 *
 * @example Whatever is the latest
 * ````markdown
 * ```bash
 * docker run --rm -v /var/run/docker.sock:/var/run/docker.sock somebody/lens
 * docker run -d --volume=/run/docker.sock:/run/docker.sock:ro registry.example:5000/somebody/keeper:latest
 * ```
 * ````
 * 2:20-2:61 unexpected socket of Docker for `somebody/lens`, expected an image of a certain version: it is root on the machine
 * 3:15-3:60 unexpected socket of Docker for `registry.example:5000/somebody/keeper:latest`, expected an image of a certain version: it is root on the machine
 *
 * @example A version
 * ````markdown
 * ```bash
 * docker run --rm -v /var/run/docker.sock:/var/run/docker.sock somebody/lens:0.54.1 images
 * docker run --rm -v /var/run/docker.sock:/var/run/docker.sock somebody/lens@sha256:0a1b images
 * ```
 * ````
 * none
 *
 * @example No socket
 * ````markdown
 * ```bash
 * docker run --rm -v "$PWD:/work" somebody/lens
 * ```
 * ````
 * none
 */
export const dockerSockMount: Rule = {
  kind: 'docker-sock-mount',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:docker|podman)$/)) {
      const socket = socketOf(command);
      if (socket === undefined || !isCarriedOut(command)) continue;
      const image = imageOf(command);
      if (image === undefined || !image.literal || /@sha256:|:(?!latest$)[\w.-]+$/.test(image.value)) continue;
      yield {
        message: `unexpected socket of Docker for \`${image.value}\`, expected an image of a certain version: it is root on the machine`,
        location: socket.location,
      };
    }
  },
};

function socketOf({ name, args }: ShellCommand): ShellWord | undefined {
  if (!/^(?:docker|podman)$/.test(name) || !/^(?:run|create)$/.test(args[0]?.value ?? '')) return undefined;
  return args.find(({ value }) => /(?:^|[=,])(?:\/var)?\/run\/docker\.sock(?::|,|$)/.test(value));
}

/** The first word that is no option and no option's value. */
function imageOf({ args }: ShellCommand): ShellWord | undefined {
  return args.slice(1).find(({ value }, at, all) => {
    const before = all[at - 1]?.value ?? '';
    const isValue =
      /^-(?:[a-zA-Z]*[vpewulhmca])$|^--(?:volume|publish|env|env-file|workdir|user|label|hostname|name|network|entrypoint|mount|restart|memory|cpus|cap-add|add-host|pid|ipc|platform|group-add|security-opt|log-driver|ulimit|tmpfs|device|gpus)$/.test(
        before,
      );
    return !value.startsWith('-') && !isValue;
  });
}
