/** Random words that let somebody in, and how they are compared. What is kept of them is their sha256. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** In constant time. */
export function isSecret(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashSecret(secret), hash);
}
