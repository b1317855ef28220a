import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where real tools, database binaries and templates are kept between runs. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['DRILLBOOK_CACHE']) return environment['DRILLBOOK_CACHE'];
  const base = environment['XDG_CACHE_HOME'] || (environment['HOME'] ? join(environment['HOME'], '.cache') : join(homedir(), '.cache'));
  return join(base, 'drillbook');
}
