import { Controller, Get, Inject } from '@nestjs/common';
import type { AboutAnswer } from '#contracts/answers.js';

/** The answer itself, as settings and wiring give it. */
export const ABOUT = Symbol('about');

@Controller('api/about')
export class AboutController {
  constructor(@Inject(ABOUT) private readonly answer: AboutAnswer) {}

  @Get()
  about(): AboutAnswer {
    return this.answer;
  }
}
