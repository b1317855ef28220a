import { defineOperation } from './operation.ts';
import { request } from './request.ts';
import { httpSettings, type HttpSettings } from './settings/http.ts';

/** An HTTP request from where the operator sits. */
export const http = defineOperation<HttpSettings>({ kind: 'http', settings: httpSettings as never, ask: request });
