import { expect, test } from '@playwright/test';
import { followUrl } from './follow-url.ts';

const files = [
  'README.md',
  'runbooks/worker-stopped.md',
  'runbooks/api/README.md',
  'docs/operations/disk-full.md',
  'docs/old/disk-full.md',
];
const follow = (url: string, from = 'rules/worker.yml') => followUrl(url, { from, files });

for (const [url, file, anchor] of [
  ['https://github.com/acme/shop/blob/main/runbooks/worker-stopped.md#restart', 'runbooks/worker-stopped.md', 'restart'],
  ['https://github.com/acme/shop/blob/main/runbooks/worker-stopped.md?plain=1#restart', 'runbooks/worker-stopped.md', 'restart'],
  ['https://runbooks.acme.example/worker-stopped/', 'runbooks/worker-stopped.md', ''],
  ['https://runbooks.acme.example/worker-stopped.html#a%20b', 'runbooks/worker-stopped.md', 'a b'],
  ['https://wiki.acme.example/api', 'runbooks/api/README.md', ''],
  ['runbooks/worker-stopped.md', 'runbooks/worker-stopped.md', ''],
  ['../runbooks/worker-stopped.md#verify', 'runbooks/worker-stopped.md', 'verify'],
  ['/runbooks/api', 'runbooks/api/README.md', ''],
  ['https://wiki.acme.example/operations/disk-full', 'docs/operations/disk-full.md', ''],
] as const)
  test(`${url} leads to ${file}`, () => {
    expect(follow(url)).toEqual({ to: 'file', file, anchor });
  });

for (const [url, why, nearest] of [
  ['https://wiki.acme.example/disk-full', 'several files may be meant: docs/operations/disk-full.md, docs/old/disk-full.md', undefined],
  [
    'https://github.com/acme/shop/blob/main/runbooks/worker-stoped.md',
    'no Markdown file here is meant by it',
    'runbooks/worker-stopped.md',
  ],
  ['https://pages.example.com/', 'no Markdown file here is meant by it', undefined],
  ['runbooks/{{ $labels.service }}.md', 'it is put together when the alert fires: where it leads is not known before', undefined],
] as const)
  test(`${url} leads nowhere`, () => {
    expect(follow(url)).toEqual({ to: 'nothing', why, ...(nearest === undefined ? {} : { nearest }) });
  });
