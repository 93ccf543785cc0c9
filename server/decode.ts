/** What comes from outside is looked at once, here. */
import type { z } from 'zod';
import type { Test } from '@/lib/conform';
import { DoorRefusal } from './door-refusal';
import { HelperError } from './helper-error';

/**
 * For what the helper sent. Throws HelperError `fault` with the path of the first bad value. `conforms`, the schema's own `testOf`, is for
 * long answers: what it says yes to is taken as it is.
 */
export function decodeAnswer<T extends z.ZodType>(schema: T, value: unknown, conforms?: Test): z.infer<T> {
  if (conforms?.(value) === true) return value as z.infer<T>;
  const decoded = schema.safeParse(value);
  if (decoded.success) return decoded.data;
  const { path, message } = firstIssue(decoded.error);
  throw new HelperError('fault', `The helper's answer is not what it should be: ${path}: ${message}`);
}

/** For what a viewer sent. Throws DoorRefusal `usage` with the path of the first bad value. */
export function decodeRequest<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const decoded = schema.safeParse(value);
  if (decoded.success) return decoded.data;
  const { path, message } = firstIssue(decoded.error);
  throw new DoorRefusal('usage', `${path}: ${message}`, path);
}

/** `.argv[3]`; the whole is `.`. */
export function firstIssue(error: z.ZodError): { path: string; message: string } {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return { path: path === '' ? '.' : path, message: issue?.message ?? 'not understood' };
}
