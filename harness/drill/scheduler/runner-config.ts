import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reporterEntries } from './reporters.ts';
import type { ReporterName } from './reporters.ts';
import type { Shard } from './shard.ts';

export interface RunnerConfig {
  /** For the scheduler's own files; specs are in `specs` below it. */
  readonly folder: string;
  readonly workers: number;
  readonly reporters: readonly ReporterName[];
  /** The user's working directory. */
  readonly outputFolder: string;
  readonly shard?: Shard;
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
/** The folder of all our programs. */
const ours = fileURLToPath(new URL('../..', import.meta.url));

/** Playwright's configuration: our reporter first, which puts right what those after it show. */
export function configOf({ folder, workers, reporters, outputFolder, shard }: RunnerConfig): object {
  return {
    // Reports show paths relative to this; the specs themselves are elsewhere.
    testDir: outputFolder,
    projects: [{ testDir: join(folder, 'specs'), testMatch: '*.spec.mjs' }],
    outputDir: join(folder, 'results'),
    fullyParallel: true,
    workers,
    timeout: 0,
    retries: 0,
    respectGitIgnore: false,
    reportSlowTests: null,
    // What is compiled already is not compiled once more: each process of the runner would do so with all of our files.
    ...(extension === 'js' ? { build: { external: [join(ours, '**')] } } : {}),
    captureGitInfo: { commit: false, diff: false },
    ...(shard === undefined ? {} : { shard }),
    reporter: [[new URL(`./reporter.${extension}`, import.meta.url).pathname], ...reporterEntries(reporters, outputFolder)],
  };
}
