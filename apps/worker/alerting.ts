import { Counter, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { readSeal } from '#adapters/config/secret-key.js';
import { ChannelsNotifier } from '#adapters/notify/channels-notifier.js';
import { PostgresAlertMessages } from '#adapters/postgres/alert-messages.js';
import { Complaint } from '#core/complaint.js';
import { DeliverMessage } from '#core/notify/deliver.js';
import { AlertDispatcher } from '#core/notify/dispatcher.js';
import type { DeliveryWorkflows } from '#core/ports/delivery-workflows.js';
import type { RunningProcess } from '#gate-host/run-process.js';

/** What sends alerts: who chooses which alerts become messages, what one attempt is, and how the attempts went. */
export function openAlerting({ env, logger }: RunningProcess, dataSource: DataSource, workflows: DeliveryWorkflows) {
  const registry = new Registry();
  const attempts = new Counter({
    name: 'breakwater_alert_attempts_total',
    help: 'Attempts to deliver an alert, by kind of channel and outcome',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const messages = new PostgresAlertMessages(dataSource);
  const complaint = new Complaint(logger, {
    failing: 'alerts are not sent to channels; they wait, and are on the alerts page',
    well: 'alerts are sent to channels again',
  });
  const notifier = new ChannelsNotifier(env.BREAKWATER_ALERT_INSIDE_HOSTS);
  const observer = { attempted: (kind: string, outcome: string) => attempts.inc({ kind, outcome }) };
  const seal = readSeal(env.BREAKWATER_SECRET_KEY_FILE);
  return {
    registry,
    dispatcher: new AlertDispatcher(messages, workflows, complaint),
    deliver: new DeliverMessage(messages, notifier, seal, env.BREAKWATER_PUBLIC_ORIGIN ?? null, observer),
  };
}
