import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { isNeed, type Need } from '#core/access/needs.js';
import { NEED } from './access.guard.js';

export interface DeclaredRoute {
  name: string;
  /** As Fastify knows it: `GET /api/orders/:id`. */
  route: string;
  needs: Need | null;
}

const partOf = (path: unknown): string =>
  typeof path === 'string' && path.replaceAll('/', '') !== '' ? `/${path.replace(/^\/|\/$/g, '')}` : '';

/** Every route of every controller, with what it declares that its caller needs. */
export function routesOf(app: INestApplicationContext): DeclaredRoute[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, object>;
    return scanner
      .getAllMethodNames(prototype)
      .filter((method) => Reflect.hasMetadata(PATH_METADATA, prototype[method] ?? {}))
      .map((method) => {
        const handler = prototype[method] ?? {};
        const needs: unknown = Reflect.getMetadata(NEED, handler);
        const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
        const path = [metatype, handler].map((of) => partOf(Reflect.getMetadata(PATH_METADATA, of))).join('');
        return { name: `${metatype.name}.${method}`, route: `${verb} ${path}`, needs: isNeed(needs) ? needs : null };
      });
  });
}

/** A route that says of nobody who may call it would be open, or shut, by accident: the API does not start with one. */
export function requireNeeds(routes: readonly DeclaredRoute[]): void {
  const silent = routes.filter(({ needs }) => needs === null).map(({ name }) => name);
  if (silent.length > 0) throw new Error(`no need is declared for ${silent.join(', ')}: give @Operation its needs`);
}
