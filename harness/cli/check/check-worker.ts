import { parentPort, workerData } from 'node:worker_threads';
import { rules } from '../../checking/rules/index.ts';
import { checkFiles } from './check-files.ts';
import type { WorkerAnswer, WorkerOrder } from './check-many.ts';

// A thread that checks its share of very many documents.
const { files, together, cwd, asked, stacks, settings } = workerData as WorkerOrder;
const send: ((answer: WorkerAnswer) => void) | undefined = parentPort?.postMessage.bind(parentPort);
const checked = await checkFiles({
  files,
  together,
  cwd,
  rules,
  asked,
  stacksOf: file => stacks.get(file) ?? [],
  settingsOf: file => settings.get(file),
  signal: new AbortController().signal,
  tell: () => send?.({ kind: 'one' }),
});
const answer: WorkerAnswer = {
  kind: 'all',
  ...checked,
};
send?.(answer);
