/** Whether a CI system says that it is one. */
export function inCi(env: Readonly<Record<string, string | undefined>>): boolean {
  const { CI: ci } = env;
  return ci !== undefined && ci !== '' && ci !== 'false';
}
