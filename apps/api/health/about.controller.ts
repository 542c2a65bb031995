import { Controller, Get } from '@nestjs/common';
import { type AboutAnswer, aboutAnswer } from '#contracts/answers.js';
import { EXCHANGE_TIME_ZONE } from '#core/model/exchange-day.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { Operation } from '../http/operation.js';

@Controller('api/about')
export class AboutController {
  constructor(private readonly process: RunningProcess) {}

  @Get()
  @Operation({ id: 'getAbout', tag: 'health', needs: 'read.rules', answer: aboutAnswer, summary: 'Broker, time zone, links' })
  about(): AboutAnswer {
    const { BROKER, TEMPORAL_UI_URL: ui, TEMPORAL_NAMESPACE: namespace } = this.process.env;
    const temporal_ui_url = ui === undefined ? null : `${ui}/namespaces/${encodeURIComponent(namespace)}`;
    return { broker: BROKER, exchange_time_zone: EXCHANGE_TIME_ZONE, temporal_ui_url };
  }
}
