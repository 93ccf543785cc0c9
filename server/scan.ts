import { testOf } from '@/lib/conform';
import { scan, type Scan } from '@/lib/schema';
import { decodeAnswer } from './decode';
import { ask, type HelperAddress } from './helper';

const CONFORMS = testOf(scan);

/** A scan of the helper's, as decoded JSON. Throws HelperError. */
export function decodeScan(value: unknown): Scan {
  return decodeAnswer(scan, value, CONFORMS);
}

/** Looks at the whole host, once. Throws HelperError. */
export async function scanHost(inspectDoor: HelperAddress, signal?: AbortSignal): Promise<Scan> {
  return decodeScan(await ask({ address: inspectDoor, request: { verb: 'scan' }, signal }));
}
