/** Percent-encoding that never throws: for the ids of containers and for the query string. */

/** A surrogate that has lost its other half is no character: encodeURIComponent would throw. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

export function percentEncode(value: string): string {
  return encodeURIComponent(value.replace(LONE_SURROGATE, '\ufffd'));
}

/** Null when the text is not percent-encoded UTF-8. */
export function percentDecode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
