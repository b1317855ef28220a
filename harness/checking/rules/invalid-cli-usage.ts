import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { composeCall, operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * The tool does not know this command or option, and never did.
 *
 * It was written from memory, or taken from another tool: `kubectl restart`, `docker logs --lines`. The tool prints its usage and does nothing; on the day that it is
 * needed, somebody looks up how to do it.
 *
 * It is right only for a wrapper or plugin of that name; say so where it stands: `<!-- drillbook-check-disable-next invalid-cli-usage: our plugin -->`.
 *
 * @example Options of another tool
 * ````markdown
 * ```bash
 * docker logs --lines 50 shop-api
 * journalctl -u shop-api --tail 50
 * git pull --hard
 * docker compose restart --build api
 * ```
 * ````
 * 2:13-2:20 unexpected `--lines`, expected `--tail`: docker does not know it
 * 3:24-3:30 unexpected `--tail`, expected `-n`: journalctl does not know it
 * 4:10-4:16 unexpected `--hard`, expected `git reset --hard`: git does not know it
 * 5:24-5:31 unexpected `--build`, expected `up -d` with it: docker does not know it
 *
 * @example Commands that there are none of
 * ````markdown
 * ```bash
 * kubectl restart deploy/shop
 * systemctl logs shop-api
 * sudo nginx reload
 * pip3 audit
 * ```
 * ````
 * 2:9-2:16 unexpected `kubectl restart`, expected `kubectl rollout restart`: kubectl does not know it
 * 3:11-3:15 unexpected `systemctl logs`, expected `journalctl -u`: systemctl does not know it
 * 4:12-4:18 unexpected `nginx reload`, expected `nginx -s`, or the service manager: nginx does not know it
 * 5:6-5:11 unexpected `pip3 audit`, expected `pip-audit`: pip3 does not know it
 *
 * @example As the tools have it
 * ````markdown
 * ```bash
 * docker logs --tail 50 shop-api
 * journalctl -u shop-api --lines 50
 * kubectl rollout restart deploy/shop
 * nginx -s reload
 * pip-audit
 * docker compose up -d --build api
 * git reset --hard origin/main
 * ```
 * ````
 * none
 *
 * @example The words stand for something else
 * ````markdown
 * ```bash
 * kubectl logs restart -n shop
 * docker exec web tail --lines 50 /var/log/api.log
 * docker restart logs
 * vercel list --meta branch=main
 * ```
 * ````
 * none
 */
export const invalidCliUsage: Rule = {
  kind: 'invalid-cli-usage',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(
      /^(?:pip3?|kubectl|systemctl|nginx|ufw|docker|podman|docker-compose|podman-compose|journalctl|git|vercel)$/,
    )) {
      const wrong = wrongOf(command);
      if (wrong === undefined) continue;
      yield {
        message: `unexpected \`${wrong.what}\`, expected ${wrong.instead}: ${wrong.why ?? `${command.name} does not know it`}`,
        location: wrong.word.location,
      };
    }
  },
};

interface Wrong {
  readonly what: string;
  readonly instead: string;
  readonly word: ShellWord;
  readonly why?: string;
}

interface Usage {
  /** Of the tool, `compose` for either spelling of Docker Compose. */
  readonly tool: RegExp;
  /** The tool's command that has no such option; where there is none, `word` is the command. */
  readonly verb?: RegExp;
  readonly word: RegExp;
  readonly instead: string;
}

const usages: readonly Usage[] = [
  { tool: /^pip3?$/, word: /^audit$/, instead: '`pip-audit`' },
  { tool: /^kubectl$/, word: /^(?:restart|reload)$/, instead: '`kubectl rollout restart`' },
  { tool: /^kubectl$/, word: /^(?:stop|start|status)$/, instead: '`kubectl scale` or `kubectl get`' },
  { tool: /^systemctl$/, word: /^logs?$/, instead: '`journalctl -u`' },
  { tool: /^nginx$/, word: /^(?:reload|restart|start|stop|status)$/, instead: '`nginx -s`, or the service manager' },
  { tool: /^ufw$/, word: /^block$/, instead: '`ufw deny`' },
  { tool: /^(?:docker|podman|compose|kubectl)$/, verb: /^logs$/, word: /^--lines(?:=|$)/, instead: '`--tail`' },
  { tool: /^journalctl$/, word: /^--tail(?:=|$)/, instead: '`-n`' },
  { tool: /^git$/, verb: /^(?:pull|checkout|fetch|switch)$/, word: /^--hard$/, instead: '`git reset --hard`' },
  { tool: /^compose$/, verb: /^restart$/, word: /^(?:--build|--force-recreate|-d|--detach)$/, instead: '`up -d` with it' },
  { tool: /^(?:docker|podman)$/, verb: /^restart$/, word: /^--build$/, instead: 'a new container' },
];

function wrongOf(command: ShellCommand): Wrong | undefined {
  const compose = composeCall(command);
  const tool = compose === undefined ? command.name : 'compose';
  const end = command.inner === undefined ? -1 : command.args.indexOf(command.inner.words[0] as ShellWord);
  const args = compose ?? (end === -1 ? command.args : command.args.slice(0, end));
  const [verb] = compose ?? operandsOf({ args }, /^-[nCcHMusg]$|^--(?:namespace|context|kubeconfig|git-dir|unit)$/);
  for (const { tool: tools, verb: verbs, word: found, instead } of usages) {
    if (!tools.test(tool)) continue;
    const isCommand = verbs === undefined && !found.source.startsWith('^--');
    const word = isCommand
      ? verb
      : verbs?.test(verb?.value ?? '') === false
        ? undefined
        : args.find(({ value }) => value !== verb?.value && value.startsWith('-') && found.test(value));
    if (word !== undefined && found.test(word.value))
      return { what: isCommand ? `${command.name} ${word.value}` : `${word.value.replace(/=.*/, '')}`, instead, word };
  }
  return listedByMeta(command);
}

/** `vercel list --meta` takes a key and a value. */
function listedByMeta({ name, args }: ShellCommand): Wrong | undefined {
  const at = args.findIndex(({ value }) => value === '--meta' || value === '-m');
  const word = args[at];
  const isList = name === 'vercel' && /^(?:list|ls)$/.test(args[0]?.value ?? '');
  return isList && word !== undefined && args[at + 1]?.value.includes('=') !== true
    ? { what: '--meta', instead: '`--meta KEY=VALUE`', word, why: 'it takes a value' }
    : undefined;
}
