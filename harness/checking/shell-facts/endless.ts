import { optionOf, stagesAfter } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { composeCall, operandsOf } from './words-of-call.ts';

/** A command that ends only when somebody stops it. */
export interface Endless {
  /** As a message calls it. */
  readonly name: string;
  /** How it would end. */
  readonly hint: string;
  /** By the name of a script alone. */
  readonly isGuess?: true;
}

type Ask = (command: ShellCommand) => Endless | undefined;

/** What makes a command go on for ever; undefined for one that ends, and for one that a later `head` or `grep -q` ends. */
export function endlessOf(command: ShellCommand): Endless | undefined {
  const isCut = stagesAfter(command).some(
    stage =>
      stage.type === 'command' &&
      (stage.name === 'head' || (stage.name === 'grep' && optionOf(stage, ['-q', '-m', '--quiet', '--max-count'], 'eABCmf') !== undefined)),
  );
  return isCut ? undefined : asks.get(command.name)?.(command);
}

const unless =
  (name: string, hint: string, options: readonly string[] = [], withValue = ''): Ask =>
  command =>
    options.length > 0 && optionOf(command, options, withValue) !== undefined ? undefined : { name, hint };

const withOption =
  (name: string, hint: string, options: readonly string[], withValue = ''): Ask =>
  command =>
    optionOf(command, options, withValue) === undefined ? undefined : { name, hint };

/** `vmstat 5` goes on, `vmstat 5 3` ends. */
const withoutCount: Ask = command => {
  const numbers = operandsOf(command, /^-[dpPuU]$/).filter(({ value }) => /^\d+$/.test(value));
  return numbers.length === 1 ? { name: `${command.name} ${numbers[0]?.value}`, hint: `Give it a count: ${command.name} 1 3.` } : undefined;
};

const container: Ask = command => {
  const compose = composeCall(command)?.map(({ value }) => value);
  const [verb] = compose ?? operandsOf(command).map(({ value }) => value);
  const rest = { args: compose === undefined ? command.args : (composeCall(command) ?? []) } as ShellCommand;
  const tool = compose === undefined ? command.name : 'docker compose';
  if (verb === 'logs' && optionOf(rest, ['-f', '--follow'], 'n') !== undefined)
    return { name: `${tool} logs -f`, hint: `Show the end of it: ${tool} logs --tail 100.` };
  if (verb === 'stats' && optionOf(rest, ['--no-stream']) === undefined)
    return { name: `${tool} stats`, hint: `Ask once: ${tool} stats --no-stream.` };
  if (verb === 'events' && optionOf(rest, ['--until']) === undefined) return { name: `${tool} events`, hint: 'Give it an end: --until.' };
  if (
    compose !== undefined &&
    verb === 'up' &&
    optionOf(rest, ['-d', '--detach', '--wait', '--no-start', '--abort-on-container-exit', '--exit-code-from'], 't') === undefined
  )
    return { name: 'docker compose up', hint: 'Start it in the background: docker compose up -d.' };
  return undefined;
};

const kubectl: Ask = command => {
  const verbs = operandsOf(command, /^-[nlc]$/).map(({ value }) => value);
  if (verbs.includes('logs') && optionOf(command, ['-f', '--follow'], 'nlc') !== undefined)
    return { name: 'kubectl logs -f', hint: 'Show the end of it: kubectl logs --tail=100.' };
  if (verbs[0] === 'get' && optionOf(command, ['-w', '--watch', '--watch-only'], 'nlo') !== undefined)
    return { name: 'kubectl get -w', hint: 'Wait for what is meant: kubectl wait --for=condition=Ready --timeout=120s ….' };
  return verbs[0] === 'port-forward' || verbs[0] === 'proxy'
    ? { name: `kubectl ${verbs[0]}`, hint: 'Run it in the background (&), and end it.' }
    : undefined;
};

const redis: Ask = command => {
  const word = command.args.find(({ value }) => /^(?:monitor|p?subscribe|--stat|--latency(?:-history|-dist)?)$/i.test(value));
  return word === undefined ? undefined : { name: `redis-cli ${word.value}`, hint: 'Let timeout end it, or ask once: redis-cli INFO.' };
};

const pm2: Ask = command => {
  const [verb] = command.args;
  if (verb?.value === 'monit') return { name: 'pm2 monit', hint: 'Ask once: pm2 jlist.' };
  if (!/^(?:logs?)$/.test(verb?.value ?? '') || optionOf(command, ['--nostream']) !== undefined) return undefined;
  return { name: 'pm2 logs', hint: 'Add --nostream.' };
};

const tail: Ask = command => {
  const isFollowing =
    optionOf(command, ['-f', '-F', '--follow'], 'cns') !== undefined || command.args.some(({ value }) => /^-\d+[fF]$/.test(value));
  if (!isFollowing || optionOf(command, ['--pid']) !== undefined) return undefined;
  return { name: 'tail -f', hint: 'Show the end of it: tail -n 100 FILE.' };
};

/** `worker.php` and its kind, by the script's name; `--once` and the like end it. */
const worker: Ask = command => {
  const script = command.args.find(({ value }) => /\.(?:php|py|[cm]?js|rb)$/.test(value));
  const name = /(?:^|\/)((?:[\w-]*[-_])?(?:worker|consumer|daemon|scheduler|listener)\.\w+)$/.exec(script?.value ?? '')?.[1];
  const ends = command.args.some(({ value }) => /^--?(?:once|single|help|version|h|dry-run|status|stop|check|max-\w+|limit)\b/.test(value));
  return name === undefined || ends ? undefined : { name, hint: 'Start its unit, or run it once.', isGuess: true };
};

const artisan: Ask = command => {
  const [script, verb] = command.args.map(({ value }) => value);
  if (script === 'artisan' && /^(?:serve|horizon|queue:(?:work|listen)|schedule:work)$/.test(verb ?? ''))
    return optionOf(command, ['--once', '--stop-when-empty']) === undefined
      ? { name: `php artisan ${verb}`, hint: 'Run it under a service manager, or with --once.' }
      : undefined;
  return worker(command);
};

const python: Ask = command =>
  command.args[0]?.value.endsWith('manage.py') === true && command.args[1]?.value === 'runserver'
    ? { name: 'manage.py runserver', hint: 'Run it under a service manager.' }
    : worker(command);

const screen = (name: string, hint = 'Ask once, with a command that prints and ends.'): Ask => unless(name, hint);

const asks: ReadonlyMap<string, Ask> = new Map(
  Object.entries<Ask>({
    tail,
    journalctl: withOption('journalctl -f', 'Show the end of it: journalctl -n 100.', ['-f', '--follow'], 'nutpoSUDMr'),
    dmesg: withOption('dmesg -w', 'Leave -w out.', ['-w', '-W', '--follow', '--follow-new'], 'lfs'),
    docker: container,
    podman: container,
    'docker-compose': container,
    'podman-compose': container,
    kubectl,
    'redis-cli': redis,
    'valkey-cli': redis,
    pm2,
    php: artisan,
    python,
    python3: python,
    node: worker,
    ruby: worker,
    watch: unless('watch', 'Ask once, or wait for what is meant in a loop with a limit.', ['-g', '--chgexit', '-q', '--equexit'], 'nq'),
    top: unless('top', 'Ask once: top -bn1.', ['-n', '-v', '-h'], 'dnpuUow'),
    htop: screen('htop', 'Ask once: top -bn1.'),
    btop: screen('btop', 'Ask once: top -bn1.'),
    glances: unless('glances', 'Ask once: glances --stdout cpu,mem --stop-after 1.', ['--stop-after']),
    iotop: unless('iotop', 'Give it a count: iotop -bn1.', ['-n', '--iter'], 'ndpu'),
    iftop: unless('iftop', 'Give it an end: iftop -t -s 5.', ['-s'], 'siF'),
    nethogs: unless('nethogs', 'Give it a count: nethogs -t -c 3.', ['-c'], 'cd'),
    ctop: screen('ctop', 'Ask once: docker stats --no-stream.'),
    ping: unless('ping', 'Give it a count: ping -c 3.', ['-c', '-w'], 'cwWisItM'),
    ping6: unless('ping6', 'Give it a count: ping6 -c 3.', ['-c', '-w'], 'cwWisI'),
    tcpdump: unless('tcpdump', 'Give it a count: tcpdump -c 100.', ['-c', '-r', '-D'], 'cirwsCGWF'),
    vmstat: withoutCount,
    iostat: withoutCount,
    mpstat: withoutCount,
    pidstat: withoutCount,
  }),
);
