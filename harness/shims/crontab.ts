import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import { crontabError } from './cron/crontab-error.ts';
import type { ShimDefinition } from './shim.ts';
import { stackMemory } from './stack-memory.ts';

/** Tables by user. */
const tablesOf = stackMemory(() => new Map<string, string>());

/** Keeps each user's table, and checks it as cron does. Nothing carries out its lines: a bastion has no daemon. */
export const crontab: ShimDefinition = {
  kind: 'crontab',
  follows: 'crontab of cron 3.0 (Debian 12)',
  about:
    'Lists, edits and removes tables of users, kept on the bastion. No daemon runs: their lines are never carried out, and one that is due every hour or more often is unsupported.',
  async run(call, stack) {
    const flags = parseFlags(call.argv, ['-u --user=', '-l', '-e', '-r', '-i', '-h', '-V'], { of: 'crontab' });
    const isRoot = call.environment['SUDO_USER'] !== undefined;
    const self = isRoot ? 'root' : (call.environment['USER'] ?? 'operator');
    const user = flags.value('-u') ?? self;
    const tables = tablesOf(stack);
    const table = tables.get(user);
    const tell = async (text: string): Promise<number> => {
      await call.write('stderr', `${text}\n`);
      return 1;
    };

    if (user !== self && !isRoot) return tell('must be privileged to use -u');
    if (flags.has('-l') || flags.has('-r')) {
      if (table === undefined) return tell(`no crontab for ${user}`);
      if (flags.has('-l')) await call.write('stdout', table);
      else if (flags.has('-i')) throw new Unsupported('crontab -i asks a person; leave it out');
      else tables.delete(user);
      return 0;
    }
    if (flags.has('-e')) return edit(call, stack, user);
    const [file, ...more] = flags.rest;
    if (file === undefined || more.length > 0)
      return tell(
        'crontab: usage error: file name must be specified for replace\nusage:\tcrontab [-u user] file\n\tcrontab [-u user] [-i] {-e|-l|-r}',
      );
    const text = await read(file, call, stack);
    if (text === undefined) return tell(`${file}: No such file or directory`);
    const error = crontabError(text, file);
    if (error !== undefined) return tell(`${error}\nerrors in crontab file, can't install.`);
    return install(text, call, stack, user);
  },
};

/** @throws {Unsupported} for a new job that cron would carry out while the drill goes on: whatever follows may build on it. */
async function install(text: string, call: StandInCall, stack: RunningStack, user: string): Promise<number> {
  const before = (tablesOf(stack).get(user) ?? '').split('\n');
  tablesOf(stack).set(user, text);
  const soon = text.split('\n').find(line => isOften(line) && !before.includes(line));
  if (soon !== undefined)
    throw new Unsupported(
      `job "${soon.trim()}" of ${user}, which cron would soon carry out: drillbook has no cron daemon; let the stack have one`,
    );
  const hasJobs = text.split('\n').some(line => /^\s*[\d*@]/.test(line));
  if (hasJobs) await call.write('stderr', 'crontab: installed; drillbook has no cron daemon, and does not carry out what stands in it\n');
  return 0;
}

/** Whether a job is due within the hour, whatever the time is: a nightly one is none of a drill's. */
function isOften(line: string): boolean {
  return /^\s*(@hourly\s|[\d*][\d*,/-]*\s+(?:\*|0-23)(?:\/1)?\s)/.test(line);
}

/** A file as the caller sees it; `-` is standard input. */
async function read(file: string, call: StandInCall, stack: RunningStack): Promise<string | undefined> {
  const copy = await temporary(stack);
  const source = file === '-' ? '/dev/stdin' : file;
  const status = await call.pass({}, ['sh', '-c', 'cat -- "$1" > "$2" 2>/dev/null', 'sh', source, copy]);
  const text = await take(copy, stack);
  return status === 0 ? text : undefined;
}

async function edit(call: StandInCall, stack: RunningStack, user: string): Promise<number> {
  const editor = call.environment['VISUAL'] ?? call.environment['EDITOR'];
  if (editor === undefined)
    throw new Unsupported('crontab -e opens an editor for a person; set EDITOR to a command that edits the file, or install a file');
  const before = tablesOf(stack).get(user) ?? '';
  const copy = await temporary(stack);
  await stack.bastion.exec(['sh', '-c', 'cat > "$1"', 'sh', copy], { input: before });
  const status = await call.pass({}, ['sh', '-c', `${editor} "$1"`, 'sh', copy]);
  const after = await take(copy, stack);
  if (status !== 0) {
    await call.write('stderr', `crontab: "${editor}" exited with status ${status}\n`);
    return 1;
  }
  if (after === before) {
    await call.write('stderr', 'No modification made\n');
    return 0;
  }
  const error = crontabError(after, copy);
  if (error !== undefined) throw new Unsupported(`${error}: crontab asks a person whether to edit again`);
  await call.write('stderr', 'crontab: installing new crontab\n');
  return install(after, call, stack, user);
}

async function temporary({ bastion }: RunningStack): Promise<string> {
  return (await bastion.exec(['mktemp', '/tmp/crontab.XXXXXX'])).stdout.trim();
}

async function take(file: string, { bastion }: RunningStack): Promise<string> {
  return (await bastion.exec(['sh', '-c', 'cat "$1"; rm -f "$1"', 'sh', file])).stdout;
}
