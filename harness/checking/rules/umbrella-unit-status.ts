import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * On Debian and Ubuntu `postgresql` is a unit that does nothing, and is active whatever the database does.
 *
 * It stands for all clusters and runs `/bin/true`: `active (exited)` is what it says beside a database that crashed an hour ago. The check is green, and the
 * search goes on at the wrong place.
 *
 * It is right on systems whose packages have a unit of that name which runs the server, such as Fedora's; nothing is reported unless the document speaks of
 * Debian's paths or tools. Starting and stopping by this name works.
 *
 * @example The page speaks of Debian's paths
 * ````markdown
 * Settings are in `/etc/postgresql/16/main/postgresql.conf`.
 *
 * ```bash
 * systemctl is-active --quiet postgresql || exit 1
 * ```
 * ````
 * 4:29-4:39 unexpected status of `postgresql`, expected that of a cluster: on Debian this unit is active without a server
 *
 * @example Beside its tools
 * ````markdown
 * ```bash
 * sudo apt-get install postgresql-16
 * sudo systemctl status nginx postgresql.service
 * ```
 * ````
 * 3:29-3:47 unexpected status of `postgresql.service`, expected that of a cluster: on Debian this unit is active without a server
 *
 * @example The cluster's own unit
 * ````markdown
 * ```bash
 * systemctl is-active --quiet postgresql@16-main || exit 1
 * pg_lsclusters
 * systemctl restart postgresql
 * ```
 * ````
 * none
 *
 * @example Nothing says that it is Debian
 * ````markdown
 * ```bash
 * systemctl is-active --quiet postgresql || exit 1
 * ```
 * ````
 * none
 */
export const umbrellaUnitStatus: Rule = {
  kind: 'umbrella-unit-status',
  preset: 'default',
  *check({ commandsNamed, source }): Iterable<Report> {
    if (
      !/\/etc\/postgresql\/|\/var\/lib\/postgresql\/\d|\bpg_(?:lsclusters|ctlcluster)\b|\bapt(?:-get)? (?:-\w+ )*(?:install|update|upgrade)\b/.test(
        source.text,
      )
    )
      return;
    const found = commandsNamed(/^systemctl$/).flatMap(command => {
      const [verb, ...units] = operandsOf(command, /^-[HMptn]$/);
      const unit = /^(?:status|is-active|is-failed)$/.test(verb?.value ?? '')
        ? units.find(({ value }) => /^postgresql(?:\.service)?$/.test(value))
        : undefined;
      return unit === undefined ? [] : [{ command, unit }];
    });
    for (const [{ unit }] of byShell(found))
      yield {
        message: `unexpected status of \`${unit.value}\`, expected that of a cluster: on Debian this unit is active without a server`,
        location: unit.location,
        hint: 'Ask for the cluster, postgresql@16-main, or pg_lsclusters.',
      };
  },
};
