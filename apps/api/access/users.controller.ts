import { createHash } from 'node:crypto';
import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common';
import type { z } from 'zod';
import {
  doneAnswer,
  endedAnswer,
  type LinkAnswer,
  linkAnswer,
  rolesBody,
  userBody,
  userId,
  type UsersAnswer,
  usersAnswer,
} from '#contracts/access.js';
import { faultInDisabling, faultInRoleChange } from '#core/access/duties.js';
import { LINK_LIFE_MS, newLink, newUserId } from '#core/access/link.js';
import type { Grant, Principal } from '#core/access/principal.js';
import { AccessStore, type ListedUser } from '#core/ports/access-store.js';
import { SessionStore } from '#core/ports/session-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, Operation } from '../http/operation.js';
import { notFound, ProblemError, problem } from '../http/problems.js';
import { AccessControl } from './access-control.js';
import { actBy } from './acts.js';
import type { Asking } from './asking.js';

const DONE = { done: true } as const;
const AGREED_MS = 10 * 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** People, their roles, and the links by which they come in. */
@Controller('api/access/users')
export class UsersController {
  constructor(
    private readonly process: RunningProcess,
    private readonly store: AccessStore,
    private readonly sessions: SessionStore,
    private readonly access: AccessControl,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listUsers', tag: 'access', needs: 'users.read', answer: usersAnswer },
    summary: 'Users with their roles',
    problems: HISTORY,
  })
  async list(): Promise<UsersAnswer> {
    const users = await this.store.users();
    return {
      users: users.map(({ id, grants, created_at_ms, ...user }) => ({
        ...user,
        ...{ user_id: id, created_at: iso(created_at_ms) },
        roles: grants.map(({ role, accounts }) => ({ role, accounts: accounts && [...accounts] })),
      })),
      next_cursor: null,
    };
  }

  @Post()
  @Operation({
    ...{ id: 'createUser', tag: 'access', needs: 'users.change', status: 201, answer: linkAnswer },
    summary: 'Make a user; the link that is answered lets them choose a password and a second factor',
    problems: [...BODY, 'SEPARATION_OF_DUTIES', 'NAME_TAKEN', ...COMMAND, ...HISTORY],
  })
  async create(
    @Body({ schema: userBody }) body: z.output<typeof userBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<LinkAnswer> {
    const id = newUserId();
    const grants: Grant[] = body.roles;
    this.requireDuties({ actor: caller.person, subject: id, grants, members: await this.store.users(), second: null });
    const act = actBy(caller, asking.ip, { action: 'user.created', object: `user:${id}`, after: { roles: grants } });
    await this.access.inForce(await this.store.createUser({ id, name: body.name, grants, created_by: caller.id }, act));
    return this.linkFor(id, 'invite', caller, asking);
  }

  @Put(':id/roles')
  @Operation({
    ...{ id: 'changeRoles', tag: 'access', needs: 'users.change', answer: doneAnswer },
    summary: 'Give a user these roles and no others; risk officer and approver need the agreement of a second person',
    problems: [...BODY, 'NOT_FOUND', 'SEPARATION_OF_DUTIES', ...COMMAND, ...HISTORY],
  })
  async changeRoles(
    @Param('id', { schema: userId }) id: string,
    @Body({ schema: rolesBody }) { roles }: z.output<typeof rolesBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ) {
    const members = await this.store.users();
    const subject = memberOf(members, id);
    const agreed = await this.sessions.takeOnce(agreementOf(id, roles));
    const about = { before: { roles: subject.grants }, after: { roles, agreed_by: agreed } };
    const act = actBy(caller, asking.ip, { action: 'user.roles_changed', object: `user:${id}`, ...about });
    const version = await this.store.setGrants(id, roles, act, (all) => {
      const second = all.find((member) => member.id === agreed) ?? null;
      return faultInRoleChange({ actor: caller.person, subject: id, grants: roles, members: all, second });
    });
    await this.sessions.endAll(id);
    await this.access.inForce(version);
    return DONE;
  }

  @Post(':id/roles/agreement')
  @Operation({
    ...{ id: 'agreeToRoles', tag: 'access', needs: 'roles.agree', answer: doneAnswer },
    summary: 'Agree, as the second person, that a user gets just these roles; it holds for ten minutes',
    problems: [...BODY, 'NOT_FOUND', 'SEPARATION_OF_DUTIES', 'STATE_UNAVAILABLE', ...HISTORY],
  })
  async agree(
    @Param('id', { schema: userId }) id: string,
    @Body({ schema: rolesBody }) { roles }: z.output<typeof rolesBody>,
    @Caller() caller: Principal,
  ) {
    memberOf(await this.store.users(), id);
    if (id === caller.person) throw duties('nobody agrees to their own roles');
    await this.sessions.putOnce(agreementOf(id, roles), caller.person, AGREED_MS);
    return DONE;
  }

  @Post(':id/disable')
  @Operation({
    ...{ id: 'disableUser', tag: 'access', needs: 'users.change', answer: doneAnswer },
    summary: 'Disable a user: their sign-ins and keys hold no more, on any process',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'SEPARATION_OF_DUTIES', ...COMMAND, ...HISTORY],
  })
  async disable(@Param('id', { schema: userId }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    memberOf(await this.store.users(), id);
    return this.setDisabled(id, true, caller, asking);
  }

  @Post(':id/enable')
  @Operation({
    ...{ id: 'enableUser', tag: 'access', needs: 'users.change', answer: doneAnswer },
    summary: 'Enable a user again',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  enable(@Param('id', { schema: userId }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    return this.setDisabled(id, false, caller, asking);
  }

  @Post(':id/link')
  @Operation({
    ...{ id: 'makeLink', tag: 'access', needs: 'users.change', status: 201, answer: linkAnswer },
    summary: 'A one-time link for somebody who forgot the password (the second factor stays), or who was not set up yet',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'ORIGIN_NOT_ALLOWED', ...HISTORY],
  })
  async link(
    @Param('id', { schema: userId }) id: string,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<LinkAnswer> {
    const { has_totp } = memberOf(await this.store.users(), id);
    return this.linkFor(id, has_totp ? 'reset' : 'invite', caller, asking);
  }

  @Delete(':id/sessions')
  @Operation({
    ...{ id: 'endSessionsOf', tag: 'access', needs: 'users.change', answer: endedAnswer },
    summary: 'End all sign-ins of a user',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async endSessions(@Param('id', { schema: userId }) id: string, @Req() asking: Asking, @Caller() caller: Principal) {
    memberOf(await this.store.users(), id);
    const ended = await this.sessions.endAll(id);
    const act = actBy(caller, asking.ip, { action: 'session.all_ended', object: `user:${id}`, after: { ended } });
    await this.access.inForce(await this.store.touch(act));
    return { ended };
  }

  private async setDisabled(id: string, disabled: boolean, caller: Principal, asking: Asking) {
    const action = disabled ? 'user.disabled' : 'user.enabled';
    const act = actBy(caller, asking.ip, { action, object: `user:${id}` });
    const version = await this.store.setDisabled(id, disabled, act, (all) => (disabled ? faultInDisabling(id, all) : null));
    if (disabled) await this.sessions.endAll(id);
    await this.access.inForce(version);
    return DONE;
  }

  private async linkFor(id: string, kind: 'invite' | 'reset', caller: Principal, asking: Asking): Promise<LinkAnswer> {
    const { token, digest } = newLink();
    const expires = Date.now() + LINK_LIFE_MS;
    const act = actBy(caller, asking.ip, { action: 'user.link_made', object: `user:${id}`, after: { kind } });
    await this.store.createLink({ digest, user_id: id, kind }, expires, act);
    const { BREAKWATER_PUBLIC_ORIGIN: origin = `http://localhost:${this.process.env.BREAKWATER_PORT}` } = this.process.env;
    return { user_id: id, link: `${origin}/setup#${token}`, expires_at: iso(expires) };
  }

  private requireDuties(change: Parameters<typeof faultInRoleChange>[0]): void {
    const fault = faultInRoleChange(change);
    if (fault) throw duties(fault);
  }
}

const duties = (fault: string) => new ProblemError(problem('SEPARATION_OF_DUTIES', fault));

function memberOf(members: readonly ListedUser[], id: string): ListedUser {
  const found = members.find((member) => member.id === id);
  if (!found) throw notFound(`there is no user ${id}`);
  return found;
}

/** What is agreed to: just these roles, for that user. */
function agreementOf(id: string, roles: readonly Grant[]): string {
  const what = roles
    .map(({ role, accounts }) => `${role}=${accounts?.toSorted().join('|') ?? '*'}`)
    .toSorted()
    .join(',');
  return `agreed:${id}:${createHash('sha256').update(what).digest('hex')}`;
}
