/**
 * Debian packages that make the sandbox's file system: the operator's shell with its usual tools, and
 * the servers that no npm package brings. Dependencies come along. One list makes every engine's bastion.
 */
export const bastionPackages: readonly string[] = [
  'base-files', 'bash', 'bzip2', 'ca-certificates', 'coreutils', 'curl', 'dash', 'debianutils', 'diffutils', 'file', 'findutils', 'git', 'grep', 'gzip',
  'hostname', 'iproute2', 'iptables', 'iputils-ping', 'jq', 'less', 'libc-bin', 'libfaketime', 'libstdc++6', 'lsof', 'mawk', 'mount', 'ncurses-base',
  'ncurses-bin', 'net-tools', 'netbase', 'netcat-openbsd', 'openssl', 'postgresql-client-15', 'procps', 'psmisc', 'redis-server', 'sed', 'socat',
  'sqlite3', 'tar', 'tini', 'util-linux', 'xz-utils',
];

/** What a drill cannot do without: found at these paths of the layer, or `setup` has failed. */
export const essentialTools: readonly string[] = [
  '/usr/bin/bash', '/usr/bin/psql', '/usr/bin/redis-server', '/usr/bin/redis-cli', '/usr/bin/curl', '/usr/bin/tini', '/usr/bin/socat', '/usr/sbin/ip',
  '/usr/bin/nsenter', '/usr/bin/setpriv', '/usr/bin/unshare', '/usr/sbin/pivot_root',
];
