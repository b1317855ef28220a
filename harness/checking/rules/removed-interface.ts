import type { Report, Rule } from '../rule.ts';
import { removalOf } from '../shell-facts/removed.ts';

/**
 * What the tool no longer has.
 *
 * A page was right when it was written; since then the address, the command or the option is gone. The tool says `unknown command`, or an old address answers
 * with nothing, and nothing reads as no alerts.
 *
 * It is right for a system that stays at the old version; say so with the version where the command stands:
 * `<!-- drillbook-check-disable-next removed-interface: we run 0.25 -->`. What still works somewhere is `outdated-interface`.
 *
 * @example Commands and options
 * ````markdown
 * ```bash
 * docker scan shop-api:latest
 * $(aws ecr get-login --no-include-email)
 * kubectl rolling-update shop-v1 shop-v2
 * helm delete --purge shop
 * ```
 * ````
 * 2:1-2:28 unexpected `docker scan`, expected `docker scout cves`: Docker removed it in 2023
 * 3:3-3:39 unexpected `aws ecr get-login`, expected `aws ecr get-login-password`: version 2 does not have it
 * 4:1-4:39 unexpected `kubectl rolling-update`, expected `kubectl rollout`: version 1.18 removed it
 * 5:13-5:20 unexpected `--purge`, expected `helm uninstall`: Helm 3 does not know it
 *
 * @example Addresses and settings
 * ````markdown
 * ```bash
 * curl -s http://alertmanager:9093/api/v1/silences
 * php -d xdebug.remote_enable=1 index.php
 * psql -c "SELECT pg_current_xlog_location()"
 * ```
 * ````
 * 2:9-2:49 unexpected Alertmanager's `/api/v1/`, expected `/api/v2/`: version 0.27 removed it
 * 3:8-3:30 unexpected setting of Xdebug 2, expected `xdebug.mode`: Xdebug 3 does not know it
 * 4:9-4:44 unexpected function of `xlog`, expected that of `wal`: PostgreSQL 10 renamed it
 *
 * @example A setting of a unit
 * ````markdown
 * ```ini
 * [Service]
 * MemoryLimit=2G
 * ```
 * ````
 * 3:1-3:13 unexpected `MemoryLimit=`, expected `MemoryMax=`: systemd 231 replaced it
 *
 * @example What there is
 * ````markdown
 * ```bash
 * docker scout cves shop-api:latest
 * curl -s http://alertmanager:9093/api/v2/silences
 * curl -s http://prometheus:9090/api/v1/alerts
 * kubectl rollout restart deploy/shop
 * helm uninstall shop
 * php -d xdebug.mode=profile index.php
 * systemctl set-property shop-api MemoryMax=2G
 * ```
 * ````
 * none
 *
 * @example Something else of that name
 * ````markdown
 * ```bash
 * trivy image shop-api
 * aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"
 * ETCDCTL_API=2 etcdctl cluster-health
 * ```
 * ````
 * none
 */
export const removedInterface: Rule = {
  kind: 'removed-interface',
  preset: 'default',
  *check({ commands, runbook, source, file }): Iterable<Report> {
    for (const command of commands) {
      const removal = removalOf(command);
      if (removal?.stage !== 'removed') continue;
      yield {
        message: `unexpected ${removal.what}, expected ${removal.instead}: ${removal.since}`,
        location: removal.location,
      };
    }
    if (!source.text.includes('MemoryLimit=')) return;
    for (const { location } of runbook.blocks)
      for (let line = location.line; line <= (location.endLine ?? location.line); line++) {
        const column = (source.lines[line - 1] ?? '').search(/(?<![\w.-])MemoryLimit=/) + 1;
        if (column === 0) continue;
        yield {
          message: 'unexpected `MemoryLimit=`, expected `MemoryMax=`: systemd 231 replaced it',
          location: { file, line, column, endLine: line, endColumn: column + 'MemoryLimit='.length },
        };
      }
  },
};
