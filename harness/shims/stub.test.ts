import { expect, test } from '@playwright/test';
import { stackOf } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

test('a stub says what it is, fails, and is told of with what was asked; looking is no exception', async () => {
  await withTools(stackOf({ idle: { run: 'sleep 1000' } }), async ({ run, unsupported }) => {
    expect(await run('kubectl get pods')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('kubectl is a stub; no stack has a Kubernetes cluster'),
    });
    const lines = [
      'certbot certificates',
      'sudo certbot renew --quiet',
      'sudo ufw enable',
      'vercel list',
      'vercel --version',
      'snyk test',
      'trivy image x',
      'kubectl scale deployment chatbot-app --replicas=5 || true',
    ];
    for (const line of lines) await run(line);
    expect(unsupported).toHaveLength(1 + lines.length);
  });
});
