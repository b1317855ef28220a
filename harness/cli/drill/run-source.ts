import { execa } from 'execa';
import type { SourceState, Trigger } from '../../evidence/folder.ts';
import { inCi } from './in-ci.ts';

/** What the environment says of who or what started the run; nothing of it is checked. */
export function triggerOf(env: Readonly<Record<string, string | undefined>>): Trigger {
  if (!inCi(env)) return { kind: 'local' };
  const { GITHUB_EVENT_NAME: event, GITHUB_ACTOR: actor, CI_PIPELINE_SOURCE: pipeline, CI_JOB_URL: jobUrl, GITLAB_USER_LOGIN: user } = env;
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt } = env;
  const url =
    server === undefined || repository === undefined || run === undefined
      ? jobUrl
      : `${server}/${repository}/actions/runs/${run}${attempt === undefined ? '' : `/attempts/${attempt}`}`;
  const who = actor ?? user;
  const what = event ?? pipeline;
  return {
    kind: 'ci',
    ...(what === undefined ? {} : { event: what }),
    ...(url === undefined ? {} : { url }),
    ...(who === undefined ? {} : { actor: who }),
  };
}

/** The commit that the files are of; undefined outside of a repository, or where there is no git. */
export async function sourceState(cwd: string): Promise<SourceState | undefined> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    const { exitCode, stdout } = await execa('git', args, { cwd, reject: false, stdin: 'ignore', timeout: 5000 });
    return exitCode === 0 ? stdout.trim() : undefined;
  };
  const commit = await git('rev-parse', 'HEAD');
  if (commit === undefined) return undefined;
  const [status, remote] = [await git('status', '--porcelain'), await git('config', '--get', 'remote.origin.url')];
  return {
    commit,
    dirty: status === undefined || status !== '',
    // An address may carry a password.
    ...(remote === undefined || remote === '' ? {} : { repository: remote.replace(/\/\/[^/@]*@/, '//') }),
  };
}
