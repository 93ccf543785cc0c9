import { scan, type Scan } from '@/lib/schema';
import { decodeAnswer } from './decode';
import { ask, type HelperAddress } from './helper';

/** Looks at the whole host, once. Throws HelperError. */
export async function scanHost(inspectDoor: HelperAddress, signal?: AbortSignal): Promise<Scan> {
  return decodeAnswer(scan, await ask({ address: inspectDoor, request: { verb: 'scan' }, signal }));
}
