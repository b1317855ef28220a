/** What mount(8) said, with the code of the system call behind it. */
export function mountError(said: string): Error {
  const code = /busy/i.test(said) ? 'EBUSY' : /bad option|wrong fs type|invalid argument/i.test(said) ? 'EINVAL' : 'EIO';
  return Object.assign(new Error(`${code}: ${said.trim().split('\n')[0] ?? ''}`), { code });
}
