import { saveFile } from '../ui/save-file';

/** Lets the browser save a text as a file. */
export function saveText(text: string, name: string): void {
  saveFile(new Blob([text], { type: 'text/plain' }), name);
}
