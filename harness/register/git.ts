import { execa } from 'execa';
import { HarnessError } from '../support/harness-error.ts';

export interface GitAnswer {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export type Git = (
  args: readonly string[],
  options?: { readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>> },
) => Promise<GitAnswer>;

/** Longer than a slow network needs, and shorter than a job's patience. */
const limitMs = 120_000;

/**
 * git in a folder, asking nobody anything. What the caller's environment says of another repository (as within a hook) is left out, and
 * commits have an author of their own, so that a CI machine without a user's name can write.
 */
export function gitIn(cwd: string): Git {
  return async (args, { input, env = {} } = {}) => {
    const { exitCode, stdout, stderr, timedOut, code } = await execa('git', [...args], {
      cwd,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
      env: {
        GIT_DIR: undefined,
        GIT_WORK_TREE: undefined,
        GIT_COMMON_DIR: undefined,
        GIT_INDEX_FILE: undefined,
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'drillbook',
        GIT_AUTHOR_EMAIL: 'drillbook@invalid',
        GIT_COMMITTER_NAME: 'drillbook',
        GIT_COMMITTER_EMAIL: 'drillbook@invalid',
        LC_ALL: 'C',
        ...env,
      },
      encoding: 'buffer',
      maxBuffer: 1024 * 1024 * 1024,
      timeout: limitMs,
      reject: false,
    });
    if (code === 'ENOENT') throw new HarnessError('register', 'the register cannot be reached: there is no git here', 'Install git.');
    const said = Buffer.from(stderr).toString('utf8').trim();
    return {
      status: exitCode ?? 1,
      stdout: Buffer.from(stdout),
      stderr: timedOut ? `no answer within ${limitMs / 1000} s; ${said}` : said,
    };
  };
}
