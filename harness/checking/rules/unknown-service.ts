import { unknownNames } from '../shell-facts/stack-names.ts';
import { composeServices } from '../shell-facts/compose-services.ts';
import { composeCall } from '../shell-facts/words-of-call.ts';
import { nearest } from '../../support/nearest.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A command names a service that the Compose file does not have.
 *
 * "no such service: database" is what the reader gets, and looks for the name in a file that has been changed since the page was written.
 *
 * With `--stack` the services of the stack count, and units, containers, ports and scripts of this machine are looked up in it as well; else those of the Compose file with a usual name in the document's folder or above it.
 * Where there is none, where it includes others, or where the call names files of its own (`-f`), the rule says nothing.
 *
 * @example Another name
 * ````markdown
 * ```bash
 * docker compose restart databse
 * docker compose exec -T -u postgres database pg_isready
 * docker compose logs --tail 50 web worker
 * ```
 * ````
 * ````yaml file=compose.yaml
 * services:
 *   database:
 *     image: postgres:16
 *   web:
 *     image: shop
 * ````
 * 2:24-2:31 unexpected service `databse`, expected one of compose.yaml: database, web
 * 4:35-4:41 unexpected service `worker`, expected one of compose.yaml: database, web
 *
 * @example They are there
 * ````markdown
 * ```bash
 * docker compose exec database sh -c 'pg_isready'
 * docker compose run --rm web migrate now
 * docker compose up -d --scale web=3
 * docker compose -f other.yaml logs -f mail
 * docker compose logs -f web
 * docker compose stop "$SERVICE"
 * ```
 * ````
 * ````yaml file=compose.yaml
 * services:
 *   database:
 *     image: postgres:16
 *   web:
 *     image: shop
 * ````
 * none
 *
 * @example No Compose file
 * ````markdown
 * ```bash
 * docker compose restart mail
 * ```
 * ````
 * none
 */
export const unknownService: Rule = {
  kind: 'unknown-service',
  preset: 'default',
  *check(document): Iterable<Report> {
    yield* inStack(document);
    const services = once(() => composeServices(document));
    for (const command of document.commands) {
      const words = servicesOf(command, document);
      if (words.length === 0) continue;
      const known = services();
      if (known === undefined) return;
      for (const { value, location } of words) {
        if (known.names.has(value)) continue;
        const meant = nearest(value, [...known.names]);
        yield {
          message: `unexpected service \`${value}\`, expected one of ${known.from}: ${[...known.names].join(', ')}`,
          location,
          ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
        };
      }
    }
  },
};

const withValue =
  /^(?:-u|-e|-w|-t|-n|-s|-v|-p|--user|--env|--workdir|--tail|--timeout|--since|--until|--index|--scale|--signal|--name|--entrypoint|--volume|--publish|--pull|--wait-timeout)$/;

/** The words that name services: literal ones of calls that read the usual files. */
function servicesOf(command: ShellCommand, { source }: CheckedDocument): readonly ShellWord[] {
  const call = composeCall(command);
  const [verb] = call ?? [];
  if (call === undefined || verb === undefined || command.where !== 'bastion' || /\bCOMPOSE_FILE\b/.test(source.text)) return [];
  const own = command.args.slice(0, command.args.indexOf(verb));
  if (own.some(({ value }) => /^(?:-f|--file|--project-directory|-p|--project-name)(?:$|=)/.test(value))) return [];
  if (command.shell.commands.some(({ name }) => name === 'cd')) return [];
  const names: ShellWord[] = [];
  for (let at = 1; at < call.length; at++) {
    const word = call[at];
    if (word === undefined) break;
    if (withValue.test(word.value)) at++;
    else if (!word.value.startsWith('-')) names.push(word);
  }
  if (/^(?:exec|run)$/.test(verb.value)) names.splice(1);
  else if (!/^(?:restart|stop|start|kill|logs|up|pause|unpause|top|rm|pull|build|ps)$/.test(verb.value)) return [];
  return names.filter(({ literal, value }) => literal && /^[\w.-]+$/.test(value));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What only a stack tells: units, containers, ports and scripts. */
function* inStack(document: CheckedDocument): Iterable<Report> {
  const { stack, commands } = document;
  if (stack === undefined) return;
  for (const command of commands)
    for (const { kind, name, word, known } of unknownNames(command, stack, document)) {
      const meant = nearest(name, known);
      yield {
        message: `unexpected ${kind} \`${name}\`, expected ${known.length === 0 ? `one of the stack ${stack.name}` : `one of the stack ${stack.name}: ${known.join(', ')}`}`,
        location: word.location,
        ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
      };
    }
}
