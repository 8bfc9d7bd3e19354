import swaggerUi from '@fastify/swagger-ui';
import type { App } from '../types.ts';

/** The OpenAPI document at /openapi.json, and a page to read and try it at /docs. Both hold no data and are public. */
export async function addDocs(app: App): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // No request leaves our origin.
    uiConfig: { url: '/openapi.json', validatorUrl: null, deepLinking: true },
    // Its bar holds nothing but the logo of the tool.
    theme: {
      title: 'AEGIS API',
      css: [{ filename: 'aegis.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  });
}
