import type { RunningStack } from '../../engines/engine.ts';
import { askPage } from '../ask-page.ts';
import { dialHere } from './listener.ts';

/** A program that asks a page of this machine, says `asked`, and then does as its second argument says. */
const [url = '', then = ''] = process.argv.slice(2);
const seen = await askPage(
  { url, steps: [], javascript: true, viewport: { width: 800, height: 600 } },
  {
    stack: { dial: dialHere } as Pick<RunningStack, 'dial'> as RunningStack,
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    began: () => undefined,
    enough: () => true,
  },
);
console.log(`asked ${seen.status}`);
if (then === 'stay') setInterval(() => undefined, 1_000);
if (then === 'throw') throw new Error('a mistake');
