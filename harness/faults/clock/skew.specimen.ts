import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Service } from '../../model/stack.ts';
import type { Specimen } from '../testing/specimen.ts';

/** Serves who shows a ticket that is still valid by the server's own clock. */
const program =
  "require('http').createServer((request, answer) => { answer.statusCode = Number(request.url.slice(1)) > Date.now() / 1000 ? 200 : 401; answer.end() }).listen(8080)";

const api = (start: string): Partial<Omit<Service, 'run'>> & { readonly run: string } => {
  const { healthcheck } = webService('api', 8080);
  return {
    run: `${start} -e "${program}"`,
    ...(healthcheck === undefined ? {} : { healthcheck: { ...healthcheck, test: ['curl', '-s', 'http://localhost:8080/'] } }),
    expose: [8080],
    ownClock: true,
  };
};

export const clockSkew: Specimen = {
  kind: 'clock.skew',
  settings: { service: 'api', by: '+2h' },
  stack: () => stackOf({ api: api('node') }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://api:8080/$(($(date +%s) + 60))')).status === 0,
  // As its machine's time service would: no step of a procedure reaches that clock.
  mend: async ({ stack }) => await stack.services.get('api')?.can.clock?.shift(0),
  blunt: [
    {
      where: 'the program does not take its time from where others do',
      // Without its variables the library is told nothing.
      stack: () => stackOf({ api: api('env -i PATH=/usr/local/bin:/usr/bin:/bin node') }),
    },
  ],
};
