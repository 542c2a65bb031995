import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { malformed } from './problems.js';

/** Parses a body, query or parameter by its contract; what does not fit is a 400 that names each field. */
export class ZodPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  constructor(private readonly schema: T) {}

  transform(input: unknown, metadata?: ArgumentMetadata): z.output<T> {
    const parsed = this.schema.safeParse(input);
    if (!parsed.success) throw malformed(parsed.error, metadata?.data ?? 'body');
    return parsed.data;
  }
}
