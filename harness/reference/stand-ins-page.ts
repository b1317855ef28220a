import { shims } from '../shims/index.ts';
import { code, table } from './markdown.ts';
import type { Page } from './pages.ts';

export const standInsPage: Page = {
  file: 'stand-ins.md',
  title: 'Stand-ins',
  about: "Operator's tools that act on the stack's services in place of the real ones.",
  async body() {
    return [
      table(
        ['Tool', 'Follows', 'Acts on'],
        [...shims.all]
          .sort((one, other) => (one.kind < other.kind ? -1 : 1))
          .map(({ kind, follows, about = '' }) => [code(kind), follows, about]),
      ),
      'Which subcommands and options each knows, and when it returns, stands in [Stand-ins](../stand-ins.md). What a stand-in does not know makes the trial `inconclusive: unsupported`. One of your own: a [plugin](../plugins.md).',
    ].join('\n\n');
  },
};
