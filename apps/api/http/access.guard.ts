import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Need } from '#core/access/needs.js';
import { DEVELOPER, type Principal } from '#core/access/principal.js';
import { AccessControl } from '../access/access-control.js';
import { CALLER, type Asking } from '../access/asking.js';

/** Key of a route's metadata: what its caller must be allowed to do. */
export const NEED = 'breakwater:needs';

/**
 * Lets a request through to its route when its caller may do what the route needs. Which accounts a route then shows or touches is cut in the route
 * itself (`accountsFor`). A route that names no need does not start (every-route.ts).
 */
@Injectable()
export class AccessGuard implements CanActivate {
  /** By a route's handler: reading metadata takes longer than all the rest of the guard. */
  private readonly needs = new Map<object, Need | undefined>();

  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessControl,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const need = this.needOf(context.getHandler());
    if (need === undefined) return false;
    const request = context.switchToHttp().getRequest<FastifyRequest & Asking>();
    if (this.access.off) {
      request[CALLER] = DEVELOPER;
      return true;
    }
    if (need === 'anybody') return true;
    const found = this.access.callerOf(request);
    return found instanceof Promise
      ? found.then((caller) => this.admit(request, caller, need))
      : this.admit(request, found, need);
  }

  private needOf(handler: ReturnType<ExecutionContext['getHandler']>): Need | undefined {
    let need = this.needs.get(handler);
    if (need === undefined) this.needs.set(handler, (need = this.reflector.get<Need | undefined>(NEED, handler)));
    return need;
  }

  private admit(request: FastifyRequest & Asking, caller: Principal, need: Need): boolean {
    this.access.requireNeed(caller, need, request);
    request[CALLER] = caller;
    return true;
  }
}

/** The caller of a request, as a parameter of a route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const caller = context.switchToHttp().getRequest<Asking>()[CALLER];
  if (!caller) throw new Error('a route that is open to everybody has no caller');
  return caller;
});
