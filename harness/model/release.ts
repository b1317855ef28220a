/** What a service is started with instead of what the stack says. */
export interface Release {
  /** Further variables, or other values; null takes one away that the stack gives. */
  readonly environment?: Readonly<Record<string, string | null>> | undefined;
  /** A line for sh in place of the command. */
  readonly command?: string | undefined;
}

/** Variables with what a release says of them. */
export function withRelease(environment: Readonly<Record<string, string>>, release: Release | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...environment, ...release?.environment }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
