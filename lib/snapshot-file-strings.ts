/** Why a file is no snapshot that can be shown. Paths and values are those of the file. */
import { formatCount } from './count-text';
import type { Spoken } from './language';

export const FILE_WORDS_EN = {
  noJson: (why: string) => `It is not JSON: ${why}`,
  foreign: (format: string) => `It is JSON, but no snapshot of nsatlas: format is not "${format}".`,
  newer: (version: number, known: number) => `It was written by a newer nsatlas: fileVersion is ${version}, and this one reads ${known}.`,
  issue: (path: string, why: string) => `${path}: ${why}`,
  manyRows: (path: string, count: number, limit: number) => `${path}: ${formatCount(count)} rows, and ${formatCount(limit)} are allowed.`,
  noYear: (path: string) => `${path}: no such year.`,
  byZero: (path: string) => `${path}: nothing can be counted by 0.`,
  oddKey: (path: string) => `${path}: it is not pid@startTime.`,
  twice: (path: string, name: string) => `${path}: there is another one of that name, ${name}.`,
  circle: (path: string) => `${path}: it leads round in a circle.`,
  longText: (path: string, letters: number, limit: number) => `${path}: a text of ${letters} letters, and ${formatCount(limit)} are allowed.`,
  noBase64: (path: string) => `${path}: it is not base64.`,
} as const;

export type FileWords = Spoken<typeof FILE_WORDS_EN>;
/** A sentence, once the words of a language are given. */
export type FileSaying = (words: FileWords) => string;
