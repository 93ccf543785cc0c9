import { z } from 'zod';

/**
 * Bytes the kernel hands out as text: comm, argv, hostnames, paths. They can hold anything.
 * A string when they are valid UTF-8 (control characters included), else `{ b64 }` with every byte.
 * See native/PROTOCOL.md, "Text".
 */
export const text = z.union([z.string(), z.strictObject({ b64: z.string() })]);

export type Text = z.infer<typeof text>;
