import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { unstorable } from '#contracts/text.js';
import { malformed, malformedField } from './problems.js';

/** Parses a body, query or path parameter by the contract that its decorator names (`@Body({ schema })`); what does not fit is a 400 that names each field. */
@Injectable()
export class ContractPipe implements PipeTransform {
  transform(input: unknown, { schema, data, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return input;
    const whole = data ?? type;
    const field = unstorable(input);
    if (field !== null) throw malformedField(field.join('.') || whole, 'must not contain NUL or half of a surrogate pair');
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw malformed(parsed.error, whole);
    return parsed.data;
  }
}
