/** Routes of channels, their routes and deliveries, and of acknowledging. */
import type { z } from 'zod';
import type {
  AcknowledgedAnswer,
  AlertChannelsAnswer,
  AlertDeliveriesAnswer,
  AlertRoutesAnswer,
  AlertTestAnswer,
  channelBody,
  channelChangeBody,
  KeptAlertChannelAnswer,
  LinkedAlertAnswer,
  routeBody,
} from '#contracts/alerting.js';
import { addressOf, call } from '../api/client.js';

const part = encodeURIComponent;
/** A test waits as long as a receiver may take. */
const TEST_LIMIT_MS = 30_000;

export type ChannelInput = z.input<typeof channelBody>;
export type RouteInput = z.input<typeof routeBody>;

export const channels = {
  list: () => call<AlertChannelsAnswer>('GET', '/api/alert-channels'),
  create: (body: ChannelInput) => call<KeptAlertChannelAnswer>('POST', '/api/alert-channels', body),
  change: (id: string, body: z.input<typeof channelChangeBody>) =>
    call<KeptAlertChannelAnswer>('PUT', `/api/alert-channels/${part(id)}`, body),
  remove: (id: string) => call<unknown>('DELETE', `/api/alert-channels/${part(id)}`),
  test: (id: string) =>
    call<AlertTestAnswer>('POST', `/api/alert-channels/${part(id)}/test`, undefined, undefined, TEST_LIMIT_MS),
  routes: () => call<AlertRoutesAnswer>('GET', '/api/alert-routes'),
  setRoute: (name: string, body: RouteInput) => call<unknown>('PUT', `/api/alert-routes/${part(name)}`, body),
  removeRoute: (name: string) => call<unknown>('DELETE', `/api/alert-routes/${part(name)}`),
  deliveries: (limit: number) => call<AlertDeliveriesAnswer>('GET', addressOf('/api/alert-deliveries', { limit })),
  acknowledge: (alertId: string) => call<AcknowledgedAnswer>('POST', `/api/risk/alerts/${part(alertId)}/acknowledge`, {}),
  lookAtLink: (token: string) => call<LinkedAlertAnswer>('POST', '/api/alert-acknowledgement/look', { token }),
  acknowledgeByLink: (token: string, note: string) =>
    call<AcknowledgedAnswer>('POST', '/api/alert-acknowledgement', { token, note }),
};
