import type { FaultContext, InjectedFault } from '../fault.ts';
import { prove } from '../proof.ts';
import { backupFile, fingerprint, keepCopy, printSum, readSum, type Fingerprint } from './backup-file.ts';
import type { Where } from './settings.ts';

/** How a backup's content is spoilt. */
export interface Harm {
  /** Lines for sh, which write what `$1` is to hold to standard output; `$2` and so on are `words`. */
  readonly script: string;
  readonly words: readonly string[];
  /** In the sentence of the proof, such as `was cut off`. */
  readonly how: string;
  /** Lines for sh that end with 0 where a restore would miss nothing all the same. */
  readonly harmless?: string;
}

/** Replaces the content of a backup with a spoilt one; its owner, mode and time stay. Without effect where nothing is lost. */
export async function harmContent(where: Where, harm: Harm, { stack, signal }: FaultContext): Promise<InjectedFault> {
  const file = backupFile(stack, where.on, where.path);
  const before = readSum(file, await file.sh(printSum, [], signal));
  if (before === undefined) return withoutEffect(`there is no file ${file.named}`);
  const kept = await keepCopy(file);
  let after: Fingerprint | undefined;
  let harmless = false;
  try {
    const [sum, answer] = (await file.sh(`${spoil(harm.script)}\n${printSum}\n${asked(harm.harmless)}`, harm.words, signal)).split('\n');
    after = readSum(file, sum);
    harmless = answer === 'harmless';
  } catch (thrown) {
    await file.sh('cp -p -- "$2" "$1"', [kept.copy]).catch(() => {});
    await kept.drop().catch(() => {});
    throw thrown;
  }
  return {
    proveEffect: () =>
      prove(file.named, signal, async limit => {
        if (after?.content === before.content)
          return { held: false, proof: `${file.named} holds the same ${before.bytes} bytes as before` };
        if (harmless) return { held: false, proof: `${file.named} ${harm.how}, but a restore misses nothing` };
        const now = await fingerprint(file, limit);
        if (now === undefined) return { held: false, proof: `${file.named} is gone: what ${harm.how} is no longer there` };
        return {
          held: now.content === after?.content,
          proof: `${file.named} ${now.content === after?.content ? `${harm.how}: it holds ${now.bytes} bytes, ${before.bytes} before` : 'has another content now'}`,
        };
      }),
    undo: () => kept.putBack(after?.content),
  };
}

/** In place, so that owner and mode stay; and with its old time, as a backup that broke off when it was made. */
function spoil(script: string): string {
  return `t=$(mktemp) && s=$(mktemp) && touch -r "$1" "$s" && { ${script}
} > "$t" && cat "$t" > "$1" && touch -r "$s" "$1"; r=$?; rm -f "$t" "$s"; [ $r = 0 ] || exit $r`;
}

function asked(question = 'false'): string {
  return `if { ${question}\n} > /dev/null 2>&1; then echo harmless; fi`;
}

export function withoutEffect(proof: string): InjectedFault {
  return { proveEffect: async () => ({ held: false, proof }), undo: async () => {} };
}
