/** From the lines of the audit to records. */
import { auditRecord, type AuditAnswer, type AuditRecord, type ScanAudit } from './rights-schema';

/** A line that is no record is counted: somebody else wrote there, or the disk was full in the middle of one. */
export function decodeAudit({ file, journal, lines }: ScanAudit): AuditAnswer {
  const records = lines.flatMap((line) => (typeof line === 'string' ? (recordOf(line) ?? []) : []));
  return { file, journal, records, unreadable: lines.length - records.length };
}

function recordOf(line: string): AuditRecord | null {
  const decoded = auditRecord.safeParse(parse(line));
  return decoded.success ? decoded.data : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** One act: its first record, and its last where there is one already. */
export interface AuditedRun {
  readonly run: string;
  readonly begins: AuditRecord;
  /** Null: it goes on, or who would have written it was killed. */
  readonly end: AuditRecord | null;
  /** Something of it could not be ended. */
  readonly leftBehind: boolean;
}

/** Newest first. The begin of a run may lie further back than the records reach: then its end stands for it. */
export function runsOf(records: readonly AuditRecord[]): readonly AuditedRun[] {
  const byRun = new Map<string, AuditRecord[]>();
  for (const record of records) byRun.set(record.run, [...(byRun.get(record.run) ?? []), record]);
  return [...byRun].flatMap(([run, rows]): AuditedRun[] => {
    const end = rows.find(({ event }) => event !== 'begins' && event !== 'left-behind') ?? null;
    const begins = rows.find(({ event }) => event === 'begins') ?? end;
    return begins === null ? [] : [{ run, begins, end, leftBehind: rows.some(({ event }) => event === 'left-behind') }];
  });
}
