import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Asked } from '../../checking/choose-rules.ts';
import type { CheckSettings } from '../../model/config.ts';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import { checkFiles, type CheckedFile, type CheckFiles, type Checked } from './check-files.ts';

/** What a thread is to check. */
export interface WorkerOrder {
  readonly files: readonly string[];
  readonly together: readonly string[];
  readonly cwd: string;
  readonly asked: Asked;
  readonly stacks: ReadonlyMap<string, readonly LookedUpStack[]>;
  readonly settings: ReadonlyMap<string, CheckSettings | undefined>;
}

export type WorkerAnswer =
  | { readonly kind: 'one' }
  | { readonly kind: 'all'; readonly files: readonly CheckedFile[]; readonly refused: Checked['refused'] };

/** A thread takes a moment to start: fewer documents are checked sooner without. */
const worthThreads = 150;
/** The runtime keeps a core busy beside each program, with compiling most of all: only with so many documents it is done with that soon. */
const worthAllCores = 2000;
const mostThreads = 4;

/** Checks documents, very many of them in several threads. */
export async function checkMany(order: CheckFiles, threads = threadsFor(order.files.length)): Promise<Checked> {
  // From the sources there is no file that a thread could begin with.
  if (threads < 2 || !import.meta.url.endsWith('.js')) return await checkFiles(order);
  let done = 0;
  const shares = Array.from({ length: threads }, (_, index) => order.files.filter((_file, at) => at % threads === index));
  const tell = (): void => order.tell?.(done++);
  const [own = [], ...others] = shares;
  // This thread has everything loaded, and only waits otherwise.
  const answers = await Promise.all([
    ...others.map(async files => await inThread(files, order, tell)),
    checkFiles({ ...order, files: own, together: order.files, tell }),
  ]);
  const places = new Map(order.files.map((file, index) => [file, index]));
  const inOrder = <T extends { readonly file: string }>(all: readonly T[]): readonly T[] =>
    all.toSorted((one, other) => (places.get(one.file) ?? 0) - (places.get(other.file) ?? 0));
  return { files: inOrder(answers.flatMap(({ files }) => files)), refused: inOrder(answers.flatMap(({ refused }) => refused)) };
}

function threadsFor(documents: number): number {
  if (documents < worthThreads) return 1;
  return Math.min(mostThreads, availableParallelism() - (documents < worthAllCores ? 1 : 0));
}

async function inThread(
  files: readonly string[],
  { files: together, cwd, asked, stacksOf, settingsOf, signal }: CheckFiles,
  tell: () => void,
): Promise<Checked> {
  const workerData: WorkerOrder = {
    files,
    together,
    cwd,
    asked,
    stacks: new Map(files.map(file => [file, stacksOf?.(file) ?? []])),
    settings: new Map(files.map(file => [file, settingsOf(file)])),
  };
  const worker = new Worker(new URL('./check-worker.js', import.meta.url), { workerData });
  const end = (): void => void worker.terminate();
  signal.addEventListener('abort', end);
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (answer: WorkerAnswer) => {
        if (answer.kind === 'one') tell();
        else resolve({ files: answer.files, refused: answer.refused });
      });
      worker.on('error', reject);
      // Who interrupts gets what there is: nothing.
      worker.on('exit', () =>
        signal.aborted ? resolve({ files: [], refused: [] }) : reject(new Error('a thread ended before its documents were checked')),
      );
    });
  } finally {
    signal.removeEventListener('abort', end);
  }
}
