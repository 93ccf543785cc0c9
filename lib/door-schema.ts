/** The rest of the web door's contract: who is there, the machine, one object's facts, and how a failure looks. */
import { z } from 'zod';
import { FAILURES } from './failure';
import { namespaceFacts, scanProcessFacts } from './inspect-schema';
import { net } from './net-schema';
import { container, namespace, pod, process } from './schema';

const count = z.number().nonnegative();

/** Body of every answer that is not a success. `path` names the bad field of the request. */
export const failureAnswer = z.object({
  failure: z.enum(FAILURES),
  message: z.string(),
  stage: z.string().optional(),
  /** Its name, where the helper refused: of stage `rights` it says what would help (native/PROTOCOL.md). */
  errno: z.string().optional(),
  path: z.string().optional(),
});

/** `POST /login` with the start token: sets the session cookie and gives the token of the origin. */
export const loginRequest = z.strictObject({ token: z.string().max(256) });
export const loginAnswer = z.object({ token: z.string() });

/** `GET /api/session`: what this viewer may do. */
export const session = z.object({
  /** Null: allowed. Else the sentence that says why not. */
  execRefused: z.string().nullable(),
  readOnly: z.boolean(),
  /** The helper runs as root, or as the user who started the product. */
  privileged: z.boolean(),
  /** The command that would show everything; null when nothing is missing. */
  fullViewCommand: z.string().nullable(),
  version: z.string(),
});

/** `DELETE /api/session`: it is over, and with it its live connections and so many terminals. */
export const signOutAnswer = z.object({ terminals: count });

/** `GET /api/host`: facts about the machine (systeminformation). Bytes and seconds. */
export const hostFacts = z.object({
  hostname: z.string(),
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  cpu: z.string(),
  cores: count,
  memoryTotal: count,
  memoryUsed: count,
  load: z.number().nonnegative(),
  uptime: count,
  virtualization: z.string().nullable(),
});

/** A failure beside facts that are known all the same. */
export const trouble = failureAnswer.pick({ failure: true, message: true });

/** `GET /api/namespaces/:key`. `net` only for type net, `facts` for all others but pid; `trouble` when the inside could not be read. */
export const namespaceAnswer = z.object({ namespace, net: net.nullable(), facts: namespaceFacts.nullable(), trouble: trouble.nullable() });
/** `GET /api/processes/:key`. */
export const processAnswer = z.object({
  process,
  namespaces: z.array(namespace),
  container: container.nullable(),
  pod: pod.nullable(),
  facts: scanProcessFacts.nullable(),
  trouble: trouble.nullable(),
});
/** `GET /api/containers/:key`. `facts` are those of its first process: its control groups are the container's. */
export const containerAnswer = z.object({
  container,
  pod: pod.nullable(),
  processes: z.array(process),
  facts: scanProcessFacts.nullable(),
  trouble: trouble.nullable(),
});
/** `GET /api/pods/:key`. */
export const podAnswer = z.object({
  pod,
  containers: z.array(container),
  processes: z.array(process),
  net: net.nullable(),
  trouble: trouble.nullable(),
});

export type FailureAnswer = z.infer<typeof failureAnswer>;
export type Session = z.infer<typeof session>;
export type SignOutAnswer = z.infer<typeof signOutAnswer>;
export type HostFacts = z.infer<typeof hostFacts>;
export type NamespaceAnswer = z.infer<typeof namespaceAnswer>;
export type ContainerAnswer = z.infer<typeof containerAnswer>;
export type ProcessAnswer = z.infer<typeof processAnswer>;
export type PodAnswer = z.infer<typeof podAnswer>;
