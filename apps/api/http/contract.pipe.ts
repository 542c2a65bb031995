import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { malformed } from './problems.js';

/** Parses a body, query or path parameter by the contract that its decorator names (`@Body({ schema })`); what does not fit is a 400 that names each field. */
@Injectable()
export class ContractPipe implements PipeTransform {
  transform(input: unknown, { schema, data, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return input;
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw malformed(parsed.error, data ?? type);
    return parsed.data;
  }
}
