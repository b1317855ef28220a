import { composeCall } from '../shell-facts/compose.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { sectionText } from '../shell-facts/around.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A version is pulled, and compose starts the one that its file names.
 *
 * `docker compose up` takes the image's tag from the compose file. The version that was pulled lies on the disk, and the broken one starts
 * again: the rollback is carried out, and nothing is rolled back.
 *
 * Between the two, the file or the variable that it reads has to change (`TAG=v1.4.2 docker compose up -d`), or the image gets the tag that
 * the file names (`docker tag`).
 *
 * @example Pulled, and not used
 * ````markdown
 * ```bash
 * docker pull registry.example/tickets:v1.4.2
 * docker compose down
 * docker compose up -d
 * ```
 * ````
 * 2:13-2:44 unexpected `docker pull` of a version that compose does not use, expected `docker compose up` to name it: the compose file's tag starts again
 *
 * @example The file, a variable, another tag
 * ````markdown
 * ```bash
 * docker pull registry.example/tickets:v1.4.2
 * sed -i 's/v1.5.0/v1.4.2/' compose.yaml
 * docker compose up -d
 * ```
 *
 * ## By a variable
 *
 * ```bash
 * docker pull registry.example/tickets:v1.4.2
 * TAG=v1.4.2 docker compose up -d
 * ```
 *
 * ## By a tag
 *
 * ```bash
 * docker pull registry.example/tickets:v1.4.2
 * docker tag registry.example/tickets:v1.4.2 registry.example/tickets:stable
 * docker compose up -d
 * ```
 * ````
 * none
 *
 * @example What the file names
 * ````markdown
 * ```bash
 * docker pull registry.example/tickets:latest
 * docker pull postgres:16.4
 * docker compose up -d
 * ```
 * ````
 * ````yaml file=compose.yaml
 * services:
 *   db:
 *     image: postgres:16.4
 * ````
 * none
 */
export const pullWithoutRetag: Rule = {
  kind: 'pull-without-retag',
  preset: 'default',
  *check(document): Iterable<Report> {
    const { shells, project } = document;
    for (const { commands } of shells)
      for (const [index, command] of commands.entries()) {
        const image = pulled(command);
        if (image === undefined || !isCarriedOut(command) || files.some(path => project.read(path)?.includes(image.value) === true))
          continue;
        const after = commands.slice(index + 1);
        const up = after.findIndex(other => composeCall(other)?.verb === 'up');
        if (up === -1 || commands.slice(0, index + 1 + up).some(changesTag) || (after[up]?.assignments.length ?? 0) > 0) continue;
        if (/\b(?:edit|update|change|set)\b[^.\n]*\b(?:compose|tag|image|version)\b/i.test(sectionText(document, command.location.line)))
          continue;
        yield {
          message: `unexpected \`docker pull\` of a version that compose does not use, expected \`docker compose up\` to name it: the compose file's tag starts again`,
          location: image.location,
          hint: 'Let the compose file read the tag from a variable, and set it: TAG=… docker compose up -d.',
        };
      }
  },
};

const files = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml', 'docker-compose.prod.yml'];

function pulled({ name, args }: ShellCommand): ShellWord | undefined {
  if (!/^(?:docker|podman)$/.test(name) || args[0]?.value !== 'pull') return undefined;
  const image = args.slice(1).find(({ value }) => !value.startsWith('-'));
  // What moves, and what the shell puts in, may well be what the file names.
  return image !== undefined && image.literal && /:v?\d[\w.-]*$/.test(image.value) ? image : undefined;
}

function changesTag({ name, args, assignments, redirects }: ShellCommand): boolean {
  return (
    assignments.length > 0 ||
    /^(?:sed|export|vi|vim|nano|yq|cp|mv|git|tee|perl|envsubst)$/.test(name) ||
    redirects.some(({ operator }) => operator.startsWith('>')) ||
    (/^(?:docker|podman)$/.test(name) && /^(?:tag|run|service|stack)$/.test(args[0]?.value ?? ''))
  );
}
