/**
 * zod compiles its decoders with `new Function` where it may; the policy of our page forbids that, and a browser
 * reports each try. Careful: zod decides when a schema is made, so this must be imported before any schema.
 */
import { z } from 'zod';

if (typeof self !== 'undefined') z.config({ jitless: true });
