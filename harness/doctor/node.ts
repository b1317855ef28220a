import type { Check } from './check.ts';

/** The floor of `engines` in package.json. */
const floor = [20, 19] as const;

export const node: Check = {
  kind: 'node',
  title: 'Node.js',
  async look() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const found = `${process.versions.node} on ${process.platform}-${process.arch}`;
    if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return { state: 'ok', found };
    return { state: 'missing', found, todo: `Install Node.js ${floor.join('.')} or later.` };
  },
};
