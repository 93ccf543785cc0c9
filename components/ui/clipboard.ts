/** True when the text is on the clipboard. False when the browser refuses it: no permission, or no secure context. */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // Absent outside a secure context (TypeError), or not permitted (NotAllowedError).
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}
