import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A service is scaled by compose, where one port of the machine is for one container.
 *
 * With `ports: "8080:80"` or a `container_name` the second container does not start: "port is already allocated". Some versions of compose stop
 * the first one before they find out.
 *
 * Where the compose file is beside the page, only services with a fixed port or name are told. Otherwise it is a guess: a service without
 * ports, such as a worker, can be scaled.
 *
 * @example The file says so
 * ````markdown
 * ```bash
 * docker compose up -d --scale web=3 --scale worker=4
 * ```
 * ````
 * ````yaml file=compose.yaml
 * services:
 *   web:
 *     ports:
 *       - "8080:80"
 *   worker:
 *     image: tickets
 * ````
 * 2:30-2:35 unexpected further containers of `web`, expected a service without a fixed port: only one can have it
 *
 * @example Nobody knows
 * ````markdown
 * ```bash
 * docker-compose scale web=2
 * ```
 * ````
 * 2:22-2:27 unexpected further containers of `web`, expected a service without a fixed port: only one can have it
 *
 * @example One, a worker, another tool
 * ````markdown
 * ```bash
 * docker compose up -d --scale web=1
 * docker compose up -d --scale mail-worker=4
 * kubectl scale deployment/web --replicas=3
 * docker service scale web=3
 * ```
 * ````
 * none
 *
 * @example Ports that the machine chooses
 * ````markdown
 * ```bash
 * docker compose up -d --scale web=3
 * ```
 * ````
 * ````yaml file=docker-compose.yml
 * services:
 *   web:
 *     ports:
 *       - "80"
 * ````
 * none
 */
export const scaleWithFixedPort: Rule = {
  kind: 'scale-with-fixed-port',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^docker(?:-compose)?$/))
      for (const word of scaled(command)) {
        const service = /^(?:--scale=)?([\w.-]+)=(?!0$|1$)/.exec(word.value)?.[1];
        if (service === undefined || !isCarriedOut(command) || !isFixed(service, document)) continue;
        yield {
          message: `unexpected further containers of \`${service}\`, expected a service without a fixed port: only one can have it`,
          location: word.location,
        };
      }
  },
};

function scaled({ name, args }: ShellCommand): readonly ShellWord[] {
  const values = args.map(({ value }) => value);
  if (name !== 'docker-compose' && !(name === 'docker' && values[0] === 'compose')) return [];
  const verb = values.indexOf('scale');
  if (verb !== -1) return args.slice(verb + 1);
  return args.filter(({ value }, at) => value.startsWith('--scale=') || values[at - 1] === '--scale');
}

function isFixed(service: string, { project, file }: CheckedDocument): boolean {
  const folder = file.replace(/[^/]*$/, '');
  const text = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
    .map(name => project.read(folder + name) ?? project.read(name))
    .find(found => found !== undefined);
  if (text === undefined) return !/work|job|queue|consumer|sidekiq|celery/i.test(service);
  const lines = text.split('\n');
  const from = lines.findIndex(line => new RegExp(String.raw`^\s+${service.replaceAll('.', '\\.')}:\s*$`).test(line));
  if (from === -1) return false;
  const indent = /^\s*/.exec(lines[from] ?? '')?.[0].length ?? 0;
  const end = lines.findIndex((line, at) => at > from && line.trim() !== '' && (/^\s*/.exec(line)?.[0].length ?? 0) <= indent);
  return lines.slice(from, end === -1 ? undefined : end).some(line => /^\s*container_name:|^\s*-\s*['"]?(?:[\d.]+:)?\d+:\d+/.test(line));
}
