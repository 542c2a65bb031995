import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { DueMessage } from '#core/ports/alert-store.js';
import { DeliveryWorkflows } from '#core/ports/delivery-workflows.js';
import {
  alertDeliveryId,
  type AlertDeliveryResult,
  type AlertDeliveryStart,
  WORKFLOW_QUEUE,
  WORKFLOWS,
} from '../../../workflows/contract.js';
import type { TemporalConnection } from './temporal-connection.js';

const LIMIT_MS = 1000;

type DeliveryWorkflow = (start: AlertDeliveryStart) => Promise<AlertDeliveryResult>;

export class TemporalDeliveryWorkflows extends DeliveryWorkflows {
  constructor(private readonly temporal: TemporalConnection) {
    super();
  }

  override async start({ id, channel_name, title, escalate_after_minutes }: DueMessage): Promise<void> {
    const start: AlertDeliveryStart = { message_id: id, channel: channel_name, title, escalate_after_minutes };
    const options = {
      ...{ workflowId: alertDeliveryId(id), taskQueue: WORKFLOW_QUEUE, args: [start] as [AlertDeliveryStart] },
      // A message is sent by one workflow, whether it still runs or has ended.
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `To ${channel_name}: ${title}`,
    };
    try {
      await this.temporal.within(LIMIT_MS, ({ workflow }) => workflow.start<DeliveryWorkflow>(WORKFLOWS.alertDelivery, options));
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}
