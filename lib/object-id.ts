/**
 * Names an object of the picture in one word, for selections, URLs and the exec door: `process/4711@8822`,
 * `container/podman:ID`, `pod/podman:ID`, `namespace/net:5123`, and `host/` for the host itself.
 * The part behind the slash is the row's key in the Snapshot.
 */
const OBJECT_KINDS = ['process', 'container', 'pod', 'namespace', 'host'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];
export type ObjectId = `${ObjectKind}/${string}`;

export function objectId(kind: ObjectKind, key: string): ObjectId {
  return `${kind}/${key}`;
}

/** Null when the text names no object. */
export function parseObjectId(value: string): { kind: ObjectKind; key: string } | null {
  const slash = value.indexOf('/');
  const kind = OBJECT_KINDS.find((word) => word === value.slice(0, slash));
  return kind === undefined ? null : { kind, key: value.slice(slash + 1) };
}
