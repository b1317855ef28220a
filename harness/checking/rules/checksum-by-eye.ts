import { chainsAfter, chainsBefore, commandsOf, optionOf } from '../document/shell/ask.ts';
import type { ShellChain, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { outputOf } from '../shell-facts/output-of.ts';

/**
 * Two sums below each other are compared by whoever has time to.
 *
 * The sum of the file is printed, then the one that was kept: sixty-four signs each, of which a tired reader looks at the first four. Nothing fails when they differ,
 * and a damaged backup is restored.
 *
 * It is right as long as `sha256sum -c` cannot read the kept file; then compare by a command all the same: `[ "$(…)" = "$(cat …)" ]`.
 *
 * @example Printed, and printed
 * ````markdown
 * ```bash
 * sha256sum /backup/shop.tar.zst
 * cat /backup/shop.tar.zst.sha256
 * ```
 * ````
 * 2:1-2:31 unexpected `sha256sum` beside the sum that was kept, expected `sha256sum -c`: nothing fails when they differ
 *
 * @example The kept one first
 * ````markdown
 * ```bash
 * cat SHA512SUMS
 * sha512sum installer.run
 * ```
 * ````
 * 3:1-3:24 unexpected `sha512sum` beside the sum that was kept, expected `sha512sum -c`: nothing fails when they differ
 *
 * @example A command compares
 * ````markdown
 * ```bash
 * sha256sum -c /backup/shop.tar.zst.sha256
 * cat /backup/shop.tar.zst.sha256
 * ```
 * ````
 * none
 *
 * @example The sum is kept, or told
 * ````markdown
 * ```bash
 * sha256sum /backup/shop.tar.zst > /backup/shop.tar.zst.sha256
 * cat /backup/shop.tar.zst.sha256
 * md5sum report.pdf
 * ```
 * ````
 * none
 */
export const checksumByEye: Rule = {
  kind: 'checksum-by-eye',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:sha(?:1|224|256|384|512)sum|md5sum|shasum|b2sum)$/)) {
      if (!/^(?:sha(?:1|224|256|384|512)sum|md5sum|shasum|b2sum)$/.test(command.name) || outputOf(command) !== 'shown') continue;
      if (optionOf(command, ['-c', '--check'], 'a') !== undefined || command.pipeline.stages.length > 1) continue;
      const kept = keptBy(command.name);
      if (!showsKeptSum(chainsBefore(command).at(-1), kept) && !showsKeptSum(chainsAfter(command)[0], kept)) continue;
      yield {
        message: `unexpected \`${command.name}\` beside the sum that was kept, expected \`${command.name} -c\`: nothing fails when they differ`,
        location: command.location,
        hint: `Let it compare: ${command.name} -c FILE.`,
      };
    }
  },
};

/** Names of files that hold sums of a tool. */
function keptBy(tool: string): RegExp {
  const kind = tool === 'shasum' ? String.raw`sha\d*` : tool.replace(/sum$/, '');
  return new RegExp(String.raw`(?:\.(?:${kind}(?:sums?)?|sums?)|${kind}sums?(?:\.txt)?|(?:^|/)checksums?(?:\.\w+)?)$`, 'i');
}

function showsKeptSum(chain: ShellChain | undefined, kept: RegExp): boolean {
  const stages = chain?.pipelines.flatMap(pipeline => pipeline.stages) ?? [];
  return stages.length === 1 && stages.some(stage => commandsOf(stage).some(command => isCatOf(kept, command)));
}

function isCatOf(kept: RegExp, command: ShellCommand): boolean {
  return command.name === 'cat' && outputOf(command) === 'shown' && command.args.some(({ value }) => kept.test(value));
}
