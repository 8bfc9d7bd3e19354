import { live } from '../../cli/lifetime.ts';
import { startServices } from '../../cli/services.ts';
import { readSettings } from '../../cli/settings.ts';

/** What `npm start` stands on, without the product: PostgreSQL, Temporal, sandbox, lock and the ordered end. */
try {
  await live(async (lifetime) => {
    await startServices(readSettings(process.env), process.env, lifetime, console.log);
    console.log('ready');
    await lifetime.untilEnd();
  });
  process.exit(0);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
