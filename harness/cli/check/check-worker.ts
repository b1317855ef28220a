import { parentPort, workerData } from 'node:worker_threads';
import { rules } from '../../checking/rules/index.ts';
import { checkFiles } from './check-files.ts';
import type { WorkerAnswer, WorkerOrder } from './check-many.ts';

// A thread that checks its share of very many documents.
const { files, together, cwd, asked, settings } = workerData as WorkerOrder;
const checked = await checkFiles({
  files,
  together,
  cwd,
  rules,
  asked,
  settingsOf: file => settings.get(file),
  signal: new AbortController().signal,
  tell: () => parentPort?.postMessage({ kind: 'one' } satisfies WorkerAnswer),
});
const answer: WorkerAnswer = {
  kind: 'all',
  files: checked.files.map(({ file, text, reports }) => ({ file, text, reports })),
  refused: checked.refused,
};
parentPort?.postMessage(answer);
