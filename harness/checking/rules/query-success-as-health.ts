import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { urlsOf } from '../shell-facts/curl-call.ts';
import { decides } from '../shell-facts/decides.ts';
import { outputOf } from '../shell-facts/output-of.ts';
import { composeCall, operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * That a question was answered does not say that the answer is good.
 *
 * Prometheus answers `query=up` with status 200 when every target is down, Elasticsearch tells of a red cluster with 200, and `docker ps` lists
 * nothing successfully. A check made of the status alone is green in the outage that it was written for.
 *
 * It is right where the server that answers is what is asked about; then ask its own address, such as Prometheus's `/-/ready`. Names that may
 * not exist (`kubectl get namespace shop || kubectl create …`) are not reported.
 *
 * @example A question whose answer nobody reads
 * ````markdown
 * ```bash
 * curl -sf 'http://prometheus:9090/api/v1/query?query=probe_success' > /dev/null && echo "all probes pass"
 * curl -f http://search:9200/_cluster/health || exit 1
 * ```
 * ````
 * 2:1-2:79 unexpected exit status of a query as a check, expected its answer: it is 0 when nothing is found, too
 * 3:1-3:43 unexpected exit status of `_cluster/health` as a check, expected its answer: it is 0 for a red cluster, too
 *
 * @example A list
 * ````markdown
 * ```bash
 * docker ps --filter name=shop && echo "shop is running"
 * if docker compose ps web; then echo "web is running"; fi
 * kubectl get pods -n shop && echo "pods are up"
 * ```
 * ````
 * 2:1-2:29 unexpected exit status of `docker ps` as a check, expected its answer: it is 0 when nothing runs, too
 * 3:4-3:25 unexpected exit status of `docker compose ps` as a check, expected its answer: it is 0 when nothing runs, too
 * 4:1-4:25 unexpected exit status of `kubectl get pods` as a check, expected its answer: it is 0 when nothing runs, too
 *
 * @example The answer is read
 * ````markdown
 * ```bash
 * curl -sf 'http://prometheus:9090/api/v1/query?query=probe_success' | jq -e '.data.result | length > 0' || exit 1
 * docker ps --filter name=shop --filter health=healthy -q | grep -q . && echo "shop is running"
 * curl -f 'http://search:9200/_cluster/health?wait_for_status=yellow&timeout=5s' || exit 1
 * ```
 * ````
 * none
 *
 * @example Whether something exists, and whether a program answers
 * ````markdown
 * ```bash
 * kubectl get namespace shop || kubectl create namespace shop
 * docker ps > /dev/null || { echo "Docker does not answer"; exit 1; }
 * curl -f http://prometheus:9090/-/ready && echo ready
 * ```
 * ````
 * none
 */
export const querySuccessAsHealth: Rule = {
  kind: 'query-success-as-health',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:curl|(?:docker|podman)(?:-compose)?|kubectl|pm2)$/)) {
      const what = questionOf(command);
      if (what === undefined || !decides(command) || outputOf(command) === 'captured') continue;
      yield {
        message: `unexpected exit status of ${what.name} as a check, expected its answer: ${what.also}`,
        location: command.location,
        hint: what.hint,
      };
    }
  },
};

function questionOf(command: ShellCommand): { readonly name: string; readonly also: string; readonly hint: string } | undefined {
  const url = urlsOf(command)[0]?.value ?? '';
  if (/\/api\/v1\/query(?:_range)?(?:\?|$)/.test(url))
    return {
      name: 'a query',
      also: 'it is 0 when nothing is found, too',
      hint: "Ask for what the answer holds: … | jq -e '.data.result | length > 0'.",
    };
  if (/\/_cluster\/health(?!\S*wait_for_status)/.test(url))
    return {
      name: '`_cluster/health`',
      also: 'it is 0 for a red cluster, too',
      hint: 'Add ?wait_for_status=yellow&timeout=5s, or compare .status.',
    };
  const list = listOf(command);
  return list === undefined
    ? undefined
    : {
        name: `\`${list}\``,
        also: 'it is 0 when nothing runs, too',
        hint: 'Ask for what runs: … | grep -q NAME, or the health of the container itself.',
      };
}

/** A command that lists what runs; without anything it could be meant to find, it may ask whether the program itself answers. */
function listOf(command: ShellCommand): string | undefined {
  const [one, two, ...more] = operandsOf(command, /^-[nlof]$|^--(?:namespace|selector|output|filter|format)$/).map(({ value }) => value);
  const saysWhat = command.pipeline.chain.pipelines.some(({ operator }) => operator === '&&') || composeCall(command) !== undefined;
  if (
    /^(?:docker|podman)$/.test(command.name) &&
    one === 'ps' &&
    (saysWhat || /filter|-f/.test(command.args.map(({ value }) => value).join(' ')))
  )
    return `${command.name} ps`;
  if (composeCall(command)?.[0]?.value === 'ps') return 'docker compose ps';
  if (
    command.name === 'kubectl' &&
    one === 'get' &&
    /^(?:pods?|po|nodes?|deploy(?:ments?)?|all)$/.test(two ?? '') &&
    more.length === 0 &&
    saysWhat
  )
    return `kubectl get ${two ?? ''}`;
  return command.name === 'pm2' && /^(?:list|ls|status|jlist)$/.test(one ?? '') && saysWhat ? `pm2 ${one ?? ''}` : undefined;
}
