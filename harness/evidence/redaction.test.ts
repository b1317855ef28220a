import { expect, test } from '@playwright/test';
import { redaction } from './redaction.ts';

const secret = 'correct horse/battery+staple';

test('hides a secret in every form in which tools print it', () => {
  const { text } = redaction([secret]);
  const forms = [
    secret,
    encodeURIComponent(secret),
    `{"p":${JSON.stringify(secret)}}`,
    Buffer.from(secret).toString('base64'),
    Buffer.from(`admin:${secret}`).toString('base64'),
    Buffer.from(`ab:${secret}:c`).toString('base64url'),
  ];
  for (const form of forms) expect(text(`before ${form} after`), form).toContain('[redacted]');
  for (const form of forms.slice(0, 3)) expect(text(form)).not.toContain('battery');
});

test('hides each line of a secret that has several', () => {
  expect(redaction(['-----BEGIN KEY-----\nMIIEvQIBADAN\n-----END KEY-----']).text('grep: MIIEvQIBADAN')).toBe('grep: [redacted]');
});

test('hides a secret that arrives in two pieces, and shows the rest at once', () => {
  const stream = redaction(['hunter2-hunter2']).stream();
  expect(stream.push('password is hunter2')).toBe('password is ');
  expect(stream.push('-hunter2, they say.')).toBe('[redacted], they say.');
  expect(stream.push('ends with hunt')).toBe('ends with ');
  expect(stream.end()).toBe('hunt');
});

test('hides texts at any depth of a value and leaves names from closed sets and numbers alone', () => {
  const { value } = redaction(['as-written']);
  expect(value({ type: 'x', trial: 'as-written', list: [{ text: 'as-written!', count: 3 }] })).toEqual({
    type: 'x',
    trial: 'as-written',
    list: [{ text: '[redacted]!', count: 3 }],
  });
});

test('leaves values that stand in ordinary text anyway', () => {
  expect(redaction(['', 'app', ' ']).text('the app is up')).toBe('the app is up');
});

test('hides the longer of two secrets that begin alike as a whole', () => {
  expect(redaction(['secret-1', 'secret-1-long']).text('secret-1-long')).toBe('[redacted]');
});
