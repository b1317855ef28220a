import type { ExecResult, RunningStack } from '../../engines/engine.ts';
import { deadline } from '../../operations/deadline.ts';
import { serviceOf } from '../../operations/service-of.ts';
import { withSession } from '../../operations/sql-session.ts';
import type { Proof } from '../proof.ts';
import type { CommandPlace, Place, SqlPlace } from './place.ts';

const putMs = 60_000;
/** Tools that start a virtual machine each time take seconds. */
const lookMs = 10_000;

/** How the author of a scenario tells where jobs are. */
interface Teller {
  readonly name: string;
  put(text: string, jobs: string, signal: AbortSignal): Promise<void>;
  /** Rejects when it is no number. */
  count(text: string, signal: AbortSignal): Promise<number>;
}

export interface Jobs {
  readonly count: number;
  /** Since when they are worked on. */
  readonly since?: Date;
  /** For the standard input of commands. */
  readonly lines?: () => string;
  /** Whether none may be there before: then what is there after is the fault's. */
  readonly alone: boolean;
}

/** A place of which statements or lines tell how many jobs are there; undefined when the settings name a list. */
export function toldPlace(
  { sql, command }: { readonly sql?: SqlPlace | undefined; readonly command?: CommandPlace | undefined },
  stack: RunningStack,
  jobs: Jobs,
): Place | undefined {
  const texts = sql ?? command;
  const teller = sql !== undefined ? sqlTeller(sql, stack) : command === undefined ? undefined : commandTeller(command, stack);
  if (texts === undefined || teller === undefined) return undefined;
  const filled = (text: string): string =>
    text.replaceAll('${count}', String(jobs.count)).replaceAll('${since}', jobs.since?.toISOString() ?? '');
  const remove = async (): Promise<void> => {
    if (texts.undo === undefined) return;
    await within(new AbortController().signal, limit => teller.put(filled(texts.undo ?? ''), '', limit));
  };
  let before = 0;
  return {
    name: teller.name,
    lookMs,
    async put(signal) {
      before = await within(signal, limit => teller.count(filled(texts.remaining), limit));
      if (jobs.alone && before > 0)
        throw new Error(`\`remaining\` tells ${before} before any was put, so it would prove nothing; expected 0`);
      try {
        await within(signal, limit => teller.put(filled(texts.put), jobs.lines?.() ?? '', limit));
      } catch (thrown) {
        await remove().catch(() => {});
        throw thrown;
      }
    },
    async look(signal): Promise<Proof> {
      const now = await teller.count(filled(texts.remaining), signal);
      // A worker that lives takes some: half of a flood is still a flood, and less is one that is ending.
      const held = now - before >= Math.max(1, jobs.count / 2);
      const others = before === 0 ? '' : `, ${before} before the fault`;
      return { held, proof: `${teller.name}: ${now} jobs remain of the ${jobs.count} put there${others}` };
    },
    remove,
  };
}

function sqlTeller({ service, role = 'app', database }: SqlPlace, stack: RunningStack): Teller {
  const ask = (query: string, signal: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    withSession(stack, { service, role, database, timeoutMs: 10_000, signal }, async session => {
      const result: unknown = await session.query(query);
      // Several statements give several results; the last one answers.
      const last = (Array.isArray(result) ? result.at(-1) : result) as
        | { readonly rows?: readonly Readonly<Record<string, unknown>>[] }
        | undefined;
      return last?.rows ?? [];
    });
  return {
    name: `the tables of ${service}`,
    put: async (text, _jobs, signal) => void (await ask(text, signal)),
    async count(text, signal) {
      const [first] = await ask(text, signal);
      return numberIn(String(Object.values(first ?? {})[0] ?? ''));
    },
  };
}

function commandTeller({ on }: CommandPlace, stack: RunningStack): Teller {
  const where = on === undefined ? stack.bastion : serviceOf(stack, on);
  const run = (script: string, input: string, signal: AbortSignal): Promise<ExecResult> =>
    where.exec(['sh', '-c', script], { input, timeoutMs: putMs, signal });
  const lastLine = ({ status, stderr }: ExecResult): string => `status ${status}: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  return {
    name: `the queue of ${on ?? 'the bastion'}`,
    async put(text, jobs, signal) {
      const ended = await run(text, jobs, signal);
      if (ended.status !== 0) throw new Error(`the lines ended with ${lastLine(ended)}`);
    },
    async count(text, signal) {
      const ended = await run(text, '', signal);
      // `grep -c` ends with 1 when it counts none.
      if (ended.stdout.trim() === '') throw new Error(`\`remaining\` printed nothing and ended with ${lastLine(ended)}`);
      return numberIn(ended.stdout.trim());
    },
  };
}

function numberIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error(`\`remaining\` gave ${JSON.stringify(text.slice(0, 80))}, expected a number`);
}

async function within<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = deadline(putMs, signal);
  try {
    return await work(limit.signal);
  } finally {
    limit.release();
  }
}
