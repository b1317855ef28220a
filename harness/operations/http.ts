import { defineOperation } from './operation.ts';
import { request } from './request.ts';
import { httpSettings, type HttpSettings } from './settings/http.ts';

/** An HTTP request from where the operator sits. */
export const http = defineOperation<HttpSettings>({
  kind: 'http',
  about: 'A request, over a new connection. Its answer has `status` and `text`.',
  example: 'POST http://localhost:3001/canary',
  settings: httpSettings as never,
  ask: request,
});
