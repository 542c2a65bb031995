import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  type AuditAnswer,
  auditAnswer,
  type AuditCheckpointsAnswer,
  auditCheckpointsAnswer,
  type AuditKeysAnswer,
  auditKeysAnswer,
} from '#contracts/answers.js';
import { auditQuery, checkpointsQuery } from '#contracts/listing.js';
import { originOf } from '#core/audit/checkpoint.js';
import { systemAct } from '#core/audit/entry.js';
import { actorNamed } from '#core/audit/event-acts.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { AuditLedger } from '#core/ports/audit-ledger.js';
import { RunningProcess } from '#gate-host/run-process.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { given } from '../http/given.js';
import { HISTORY, Operation } from '../http/operation.js';
import { presentAuditCheck, presentAuditEntry } from '../shared/present.js';

/** All but the auditor, and a key of one, see what they did themselves. */
const mayReadAll = ({ kind, grants }: Principal) => kind === 'system' || grants.some(({ role }) => role === 'auditor');

@Controller('api/audit')
export class AuditController {
  constructor(
    private readonly ledger: AuditLedger,
    private readonly acts: GatheredActs,
    private readonly process: RunningProcess,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listAudit', tag: 'audit', needs: 'audit.read', answer: auditAnswer },
    summary: 'Who did what, newest first, by actor, action, object and time',
    description: 'Each read is an entry too: the first at once, then one a minute with a count',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async entries(
    @Query({ schema: auditQuery }) query: z.output<typeof auditQuery>,
    @Caller() caller: Principal,
  ): Promise<AuditAnswer> {
    this.wasRead(caller, 'audit');
    const { limit, cursor, from, to, copied, ...filter } = query;
    const ms = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
    const own = mayReadAll(caller) ? {} : { actor: caller.id };
    const asked = { ...given({ ...filter, ...own, from_ms: ms(from), to_ms: ms(to) }), copied };
    const [page, head, signed, check] = await Promise.all([
      ...([this.ledger.entries(asked, given({ limit, cursor })), this.ledger.head()] as const),
      ...([this.ledger.lastCheckpoint(), this.ledger.lastCheck()] as const),
    ]);
    return {
      entries: page.rows.map(presentAuditEntry),
      next_cursor: page.next_cursor,
      ...{ head, signed_to: signed?.size ?? 0, last_check: check && presentAuditCheck(check) },
    };
  }

  @Get('keys')
  @Operation({
    ...{ id: 'listAuditKeys', tag: 'audit', needs: 'audit.read', answer: auditKeysAnswer },
    summary: 'Public keys that sign the audit, the oldest first',
    problems: [...HISTORY],
  })
  async keys(@Caller() caller: Principal): Promise<AuditKeysAnswer> {
    this.wasRead(caller, 'audit.keys');
    const keys = await this.ledger.keys();
    return {
      origin: originOf(this.process.env.BREAKWATER_SHARD),
      keys: keys.map(({ announced_at_ms, ...key }) => ({ ...key, announced_at: new Date(announced_at_ms).toISOString() })),
    };
  }

  @Get('checkpoints')
  @Operation({
    ...{ id: 'listAuditCheckpoints', tag: 'audit', needs: 'audit.read', answer: auditCheckpointsAnswer },
    summary: 'Where the chain ended and who signed it, newest first',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async checkpoints(
    @Query({ schema: checkpointsQuery }) { limit, cursor }: z.output<typeof checkpointsQuery>,
    @Caller() caller: Principal,
  ): Promise<AuditCheckpointsAnswer> {
    this.wasRead(caller, 'audit.checkpoints');
    const { rows, next_cursor } = await this.ledger.checkpoints(given({ limit, cursor }));
    const checkpoints = rows.map(({ at_ms, ...one }) => ({ ...one, at: new Date(at_ms).toISOString() }));
    return { checkpoints, next_cursor };
  }

  private wasRead({ id }: Principal, object: string): void {
    this.acts.tell({ ...systemAct('audit.read', object, Date.now() * 1000), actor: actorNamed(id, 'api') });
  }
}
