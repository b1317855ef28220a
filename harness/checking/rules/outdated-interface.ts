import type { Report, Rule } from '../rule.ts';
import { removalOf } from '../shell-facts/removed.ts';

/**
 * What is on its way out: newer systems come without it.
 *
 * On the machine that was set up last month there is no `ifconfig`, no `apt-key` and no `docker-compose`. The step that worked on all others ends with `command not
 * found` on the one that is down.
 *
 * It is right as long as every system still has it. Each tool is told once for a page, at its first place.
 *
 * @example Tools that newer systems do not have
 * ````markdown
 * ```bash
 * ifconfig eth0
 * netstat -ltn
 * netstat -s
 * docker-compose up -d
 * ```
 * ````
 * 2:1-2:9 unexpected `ifconfig`, expected `ip addr`: newer systems come without net-tools
 * 3:1-3:8 unexpected `netstat`, expected `ss`: newer systems come without net-tools
 * 5:1-5:15 unexpected `docker-compose`, expected `docker compose`: version 1 ended in 2023, and newer systems have the plugin only
 *
 * @example What came after them
 * ````markdown
 * ```bash
 * ip addr show eth0
 * ss -ltn
 * docker compose up -d
 * ```
 * ````
 * none
 *
 * @example Files and packages of that name
 * ````markdown
 * ```bash
 * docker compose -f docker-compose.yml up -d
 * apt-get install net-tools
 * ```
 * ````
 * none
 */
export const outdatedInterface: Rule = {
  kind: 'outdated-interface',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    const told = new Set<string>();
    for (const command of commands) {
      const removal = removalOf(command);
      if (removal?.stage !== 'outdated' || told.has(removal.what)) continue;
      told.add(removal.what);
      yield { message: `unexpected ${removal.what}, expected ${removal.instead}: ${removal.since}`, location: removal.location };
    }
  },
};
