import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

/** Key of a route's metadata: what its caller must be allowed to do. */
export const NEEDS = 'breakwater:needs';

export type Need =
  | 'orders.write'
  | 'orders.cancel'
  | 'read'
  | 'limits.change'
  | 'breakers.trip'
  | 'breakers.mode'
  | 'breakers.reset'
  | 'broker.adopt'
  | 'paper.quotes'
  | 'audit.read'
  | 'metrics'
  | 'anybody';

/** Who asks. */
export interface Principal {
  /** As it stands in the history beside what was done. */
  id: string;
  may(need: Need): boolean;
}

/** Without credentials there is one caller, on this machine, and may do all. */
const DEVELOPER: Principal = { id: 'dev', may: () => true };

/** Lets a request through to its route when its caller may do what the route needs. A route that names no need is let through to nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const need = this.reflector.get<Need | undefined>(NEEDS, context.getHandler());
    return need !== undefined && DEVELOPER.may(need);
  }
}

/** The caller of a request, as a parameter of a route. */
export const Caller = createParamDecorator((): Principal => DEVELOPER);
