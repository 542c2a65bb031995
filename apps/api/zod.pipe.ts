import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { unstorable } from '#contracts/text.js';
import { malformed, malformedField } from './problems.js';

/** Parses a body, query or parameter by its contract; what does not fit is a 400 that names each field. */
export class ZodPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  constructor(private readonly schema: T) {}

  transform(input: unknown, metadata?: ArgumentMetadata): z.output<T> {
    const whole = metadata?.data ?? 'body';
    const field = unstorable(input);
    if (field !== null) throw malformedField(field.join('.') || whole, 'must not contain NUL or half of a surrogate pair');
    const parsed = this.schema.safeParse(input);
    if (!parsed.success) throw malformed(parsed.error, whole);
    return parsed.data;
  }
}
