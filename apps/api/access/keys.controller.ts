import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import {
  keyBody,
  keyId,
  type KeysAnswer,
  keysAnswer,
  type NewKeyAnswer,
  newKeyAnswer,
  revokedAnswer,
  rotateBody,
} from '#contracts/access.js';
import { KeyRing } from '#core/access/key-ring.js';
import type { Principal } from '#core/access/principal.js';
import { AccessStore, type ListedKey } from '#core/ports/access-store.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, Operation } from '../http/operation.js';
import { malformedField, notFound } from '../http/problems.js';
import { AccessControl } from './access-control.js';
import { actBy } from './acts.js';
import type { Asking } from './asking.js';

const DAY_MS = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

/** Keys of programs: one's own, and for an administrator everybody's. */
@Controller('api/access/keys')
export class KeysController {
  constructor(
    private readonly store: AccessStore,
    private readonly ring: KeyRing,
    private readonly access: AccessControl,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listKeys', tag: 'access', needs: 'keys.own', answer: keysAnswer },
    summary: 'Own keys; of everybody for whoever may see users',
    problems: HISTORY,
  })
  async list(@Caller() caller: Principal): Promise<KeysAnswer> {
    const all = caller.may('users.read', Date.now());
    const keys = (await this.store.keys()).filter(({ owner }) => all || owner === caller.person);
    return { keys: keys.map(presentKey), next_cursor: null };
  }

  @Post()
  @Operation({
    ...{ id: 'createKey', tag: 'access', needs: 'keys.change', status: 201, answer: newKeyAnswer },
    summary: 'Make a key',
    means: 'The key, shown this once',
    problems: [...BODY, 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async create(
    @Body({ schema: keyBody }) body: z.output<typeof keyBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<NewKeyAnswer> {
    const owner = body.owner ?? caller.person;
    if (owner !== caller.person) this.access.requireNeed(caller, 'users.change', asking);
    if (caller.kind === 'system' && body.owner === undefined)
      throw malformedField('owner', 'must be the id of a user: without sign-in nobody is behind the request');
    const { label, scopes, expires_in_days } = body;
    const expires_at_ms = Date.now() + expires_in_days * DAY_MS;
    const { id, token } = await this.ring.create(
      {
        ...{ owner, label, scopes, expires_at_ms, created_by: caller.id },
        ...{ accounts: body.accounts ?? null, strategies: body.strategies ?? null, symbols: body.symbols ?? null },
        ...{ networks: body.networks ?? null, orders_per_second: body.orders_per_second ?? null },
      },
      (what) => actBy(caller, asking.ip, what),
    );
    return { key_id: id, key: token, expires_at: iso(expires_at_ms) };
  }

  @Post(':id/rotate')
  @Operation({
    ...{ id: 'rotateKey', tag: 'access', needs: 'keys.change', status: 201, answer: newKeyAnswer },
    summary: 'Give a key a second secret; the old one holds for the overlap',
    means: 'The key with its new secret, shown this once',
    problems: [...BODY, 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async rotate(
    @Param('id', { schema: keyId }) id: string,
    @Body({ schema: rotateBody }) { overlap_seconds }: z.output<typeof rotateBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<NewKeyAnswer> {
    const { expires_at_ms } = await this.mine(id, caller, asking);
    const { token } = await this.ring.rotate(id, overlap_seconds * 1000, (what) => actBy(caller, asking.ip, what));
    return { key_id: id, key: token, expires_at: iso(expires_at_ms) };
  }

  @Delete(':id')
  @Operation({
    ...{ id: 'revokeKey', tag: 'access', needs: 'keys.change', answer: revokedAnswer },
    summary: 'Revoke a key',
    means: 'From now on nothing of this key passes, on any process',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async revoke(@Param('id', { schema: keyId }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    await this.mine(id, caller, asking);
    await this.ring.revoke(id, (what) => actBy(caller, asking.ip, what));
    return { key_id: id, revoked: true as const };
  }

  /** A key that is not the caller's is there for whoever may see users, and touched by whoever may change them. */
  private async mine(id: string, caller: Principal, asking: Asking): Promise<ListedKey> {
    const [key] = await this.store.keys(id);
    const own = key?.owner === caller.person;
    if (!key || (!own && !caller.may('users.read', Date.now()))) throw notFound(`there is no key ${id}`);
    if (!own) this.access.requireNeed(caller, 'users.change', asking);
    return key;
  }
}

function presentKey({
  id,
  expires_at_ms,
  created_at_ms,
  revoked_at_ms,
  last_used_at_ms,
  secrets,
  ...key
}: ListedKey): KeysAnswer['keys'][number] {
  return {
    key_id: id,
    ...key,
    ...{
      scopes: [...key.scopes],
      accounts: key.accounts && [...key.accounts],
      strategies: key.strategies && [...key.strategies],
    },
    ...{ symbols: key.symbols && [...key.symbols], networks: key.networks && [...key.networks] },
    ...{ expires_at: iso(expires_at_ms), created_at: iso(created_at_ms), revoked_at: isoOrNull(revoked_at_ms) },
    last_used_at: isoOrNull(last_used_at_ms),
    secrets: secrets.map((one) => ({
      ending: one.ending,
      created_at: iso(one.created_at_ms),
      expires_at: isoOrNull(one.expires_at_ms),
    })),
  };
}
