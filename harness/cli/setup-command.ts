import { exitCodes } from './command.ts';
import type { Command } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  engine: { type: 'string', value: '<name>', about: 'whose tools (default: the first engine that works here)' },
} as const;

export const command: Command = {
  name: 'setup',
  about: 'fetch the real servers and tools into the cache now, so that no drill has to',
  usage: 'setup [--engine <name>]',
  examples: ['drillbook setup'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (positionals.length > 0) throw usageError(`unexpected "${positionals.join(' ')}", expected nothing after setup`);
    const [{ engines }, { engineChooser }] = await Promise.all([import('../engines/index.ts'), import('./choose-engine.ts')]);
    const { engine } = await engineChooser(engines)(values.engine);
    const began = performance.now();
    const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
    await engine.prepare(undefined, message => io.stderr.write(`${seconds().padStart(7)}  ${message}\n`));
    if (io.signal.aborted) return exitCodes.interrupted;
    io.stdout.write(
      `Everything that the engine ${engine.kind} needs is in the cache (${seconds()}). \`drillbook doctor\` tells what that is.\n`,
    );
    return exitCodes.ok;
  },
};
