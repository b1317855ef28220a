import { execa } from 'execa';
import { HarnessError, messageOf } from '../support/harness-error.ts';

export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: string;
  /** One line of what it complained of. */
  readonly trouble: string;
}

export type Git = (args: readonly string[], more?: { readonly input?: string; readonly index?: string }) => Promise<GitAnswer>;

const limitMs = 60_000;

/**
 * Git in a folder, as plumbing: no questions, no hooks, no words of another language, and none of the variables by which a hook that
 * started us tells git where it stands. Commits get our own name where the user has none, as in a fresh CI clone.
 * @throws {HarnessError} `register` when there is no git, or it does not answer in time.
 */
export function gitIn(cwd: string): Git {
  return async (args, { input, index } = {}) => {
    const { stdout, stderr, exitCode, timedOut, failed, message } = await execa('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
      cwd,
      input: input ?? '',
      env: { ...clean, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) },
      timeout: limitMs,
      reject: false,
      maxBuffer: 1024 * 1024 * 1024,
    }).catch((thrown: unknown) => ({
      stdout: '',
      stderr: '',
      exitCode: undefined,
      timedOut: false,
      failed: true,
      message: messageOf(thrown),
    }));
    if (timedOut || exitCode === undefined)
      throw new HarnessError(
        'register',
        `the register cannot be reached: git ${args[0] ?? ''}: ${timedOut ? `no answer within ${limitMs / 1000} s` : String(message).split('\n')[0]}`,
        'Look whether git is installed and the remote answers.',
      );
    return { ok: !failed, stdout, trouble: troubleIn(stderr) };
  };
}

const who = 'drillbook';

const clean: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_COMMON_DIR', 'GIT_PREFIX', 'GIT_NAMESPACE'].map(name => [
      name,
      undefined,
    ]),
  ),
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  GIT_AUTHOR_NAME: who,
  GIT_AUTHOR_EMAIL: '',
  GIT_COMMITTER_NAME: who,
  GIT_COMMITTER_EMAIL: '',
};

/** The line that says most: what follows `fatal:` or `error:`, else the last one. An address may carry a password. */
function troubleIn(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.trim() !== '');
  const line = lines.find(one => /^(?:fatal|error|! \[)/.test(one.trim())) ?? lines.at(-1) ?? 'it printed nothing';
  return line
    .trim()
    .replaceAll(/\/\/[^/@\s]*@/g, '//')
    .slice(0, 300);
}
