/** Whether a CI system says that it is one. */
export function inCi(env: Readonly<Record<string, string | undefined>>): boolean {
  const { CI: ci } = env;
  return ci !== undefined && ci !== '' && ci !== 'false';
}

/** Whether a CI system says that it tries a change that somebody proposes: GitHub, GitLab or Jenkins. */
export function ofProposedChange(env: Readonly<Record<string, string | undefined>>): boolean {
  const { GITHUB_EVENT_NAME: event = '', CI_MERGE_REQUEST_IID: gitlab = '', CHANGE_ID: jenkins = '' } = env;
  return ['pull_request', 'pull_request_target', 'merge_group'].includes(event) || gitlab !== '' || jenkins !== '';
}
