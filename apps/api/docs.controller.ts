import { Controller, Get, Header } from '@nestjs/common';
import { docsPage, openApi } from './openapi.js';

@Controller('api')
export class DocsController {
  private readonly description = openApi();
  private readonly page = docsPage();

  @Get('openapi.json')
  json() {
    return this.description;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  html() {
    return this.page;
  }
}
