/** The web door's contract as an OpenAPI 3.1 document, made from the schemas that server and browser decode with. */
import { z } from 'zod';
import { containerAnswer, failureAnswer, hostFacts, loginAnswer, loginRequest, namespaceAnswer, podAnswer, processAnswer, session, signOutAnswer } from './door-schema';
import { execRequest, execResult, execRuns } from './exec-schema';
import { history } from './history-schema';
import { sandboxAnswer, sandboxList, sandboxRequest } from './sandbox-schema';
import { auditAnswer, elevation, elevationAnswer, elevationReply, elevationRequest } from './rights-schema';
import { liveMessage, snapshot } from './schema';
import { terminalAnswer, terminalChange, terminalList, terminalRequest, terminalRow } from './terminal-schema';
import { searchFacts } from './search-schema';
import { topology } from './topology-schema';
import { scanUsage } from './usage-schema';

export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** With the parameters as OpenAPI writes them: `/api/pods/{key}`. */
  readonly path: string;
  readonly summary: string;
  readonly gives: z.ZodType;
  /** Of the answer, where it is not JSON. */
  readonly media?: string;
  readonly takes?: z.ZodType;
  /** Statuses beside 200, and when. */
  readonly also?: Readonly<Record<number, string>>;
}

const NAMED = { 404: 'There is no such object any more.', 503: 'The helper is not there.', 504: 'The helper did not answer in time.' } as const;
const NO_TERMINAL = { 404: 'There is no such terminal any more, or it is not shared.' } as const;

const ELEVATION = { 429: 'Too many failures, or attempts in a short time: the message says when to try again.', 503: NAMED[503], 504: NAMED[504] } as const;

/** Every way in. */
export const OPERATIONS: readonly Operation[] = [
  { method: 'get', path: '/api/snapshot', summary: 'The host as it is now. The ETag names its version.', gives: snapshot, also: { 304: 'Nothing has changed since the version of If-None-Match.' } },
  {
    method: 'get', path: '/api/live', gives: liveMessage,
    summary: 'WebSocket (sub-protocol nsatlas.v1): a snapshot, then changes. With ?have=VERSION what changed since that version, as far as it is still known. With ?rows=brief most processes of the snapshot are `like` an earlier one and say only what is their own: likeProcess of lib/brief-rows.ts.',
    also: { 101: 'The messages are of this schema.' },
  },
  { method: 'get', path: '/api/history', summary: 'The moments of the last hour in which something changed while somebody watched, oldest first.', gives: history },
  { method: 'get', path: '/api/history/{moment}', summary: 'The host as it was then.', gives: snapshot, also: { 304: 'It is the one of If-None-Match: a moment does not change.', 404: 'That moment is not kept, or not any more.' } },
  { method: 'get', path: '/api/namespaces/{key}', summary: 'One namespace and its inside: of type net interfaces, addresses, routes, sockets; of the others what each is about.', gives: namespaceAnswer, also: NAMED },
  { method: 'get', path: '/api/processes/{key}', summary: 'One process, the namespaces it is in, whose it is, and what it may and uses.', gives: processAnswer, also: NAMED },
  { method: 'get', path: '/api/containers/{key}', summary: 'One container, its processes, and the limits and usage of its control groups.', gives: containerAnswer, also: NAMED },
  { method: 'get', path: '/api/pods/{key}', summary: 'One pod, its containers and processes, and its network.', gives: podAnswer, also: NAMED },
  { method: 'get', path: '/api/topology', summary: 'Every net namespace with its interfaces and addresses, and how they are wired.', gives: topology, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'get', path: '/api/usage', summary: 'What every process has used of the processors, and what of it is in memory: counters, of which two answers make a rate.', gives: scanUsage, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'get', path: '/api/search-facts', summary: 'What is searched and neither a snapshot nor the topology carries: ports, host names, names of users. Of what could not be asked the reason.', gives: searchFacts, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'get', path: '/api/audit', summary: 'What was done with the right to run commands: the records of the helper, newest first.', gives: auditAnswer, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'get', path: '/api/host', summary: 'The machine.', gives: hostFacts },
  { method: 'get', path: '/api/session', summary: 'What the asker may do.', gives: session },
  { method: 'delete', path: '/api/session', summary: 'Signs out: closes the live connections of this browser and ends the terminals it began. Not for tokens.', gives: signOutAnswer },
  { method: 'get', path: '/api/elevation', summary: 'Whether there is a policy, and who the asker was recognised as.', gives: elevation, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'post', path: '/api/elevation', summary: 'Begins a conversation of PAM, to be recognised as this user of the host. One for each session; it ends after a minute.', takes: elevationRequest, gives: elevationAnswer, also: ELEVATION },
  { method: 'delete', path: '/api/elevation', summary: 'Gives it back: nobody is recognised any more.', gives: elevation, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'post', path: '/api/elevation/{id}', summary: 'Answers what PAM asked, one answer for each prompt; none where it asked nothing, to hear what comes next.', takes: elevationReply, gives: elevationAnswer, also: { ...ELEVATION, 404: 'There is no such conversation any more.' } },
  { method: 'delete', path: '/api/elevation/{id}', summary: 'Breaks a conversation off.', gives: elevation, also: { 503: NAMED[503], 504: NAMED[504] } },
  { method: 'get', path: '/api/openapi', summary: 'This document.', gives: z.looseObject({ openapi: z.string() }) },
  {
    method: 'post', path: '/api/exec', summary: 'Runs one command inside. Closing the connection ends it and all it started. With Accept: application/x-ndjson, where somebody has to confirm it on the host: lines as execLine of lib/exec-schema.ts, the first with the command that confirms it.', takes: execRequest, gives: execResult,
    also: { ...NAMED, 409: 'The target is not what it was.', 429: 'Too many commands in a short time.', 501: 'This kernel or this helper cannot.', 502: 'The namespaces could not be joined, or the command could not be started.' },
  },
  { method: 'get', path: '/api/exec', summary: 'The last commands of this browser that are over, newest first, with what they wrote. Programs have none: they were answered.', gives: execRuns },
  { method: 'delete', path: '/api/exec', summary: 'Forgets them.', gives: execRuns },
  { method: 'get', path: '/api/sandboxes', summary: 'The namespaces that nsatlas made: those it holds, and those that only pins keep.', gives: sandboxList },
  {
    method: 'post', path: '/api/sandboxes', summary: 'Makes namespaces, and in them a process that holds them. They stay until they are removed, or nsatlas ends; pinned ones also then.', takes: sandboxRequest, gives: sandboxAnswer,
    also: { 429: 'Too many in a short time, or altogether.', 501: 'This kernel or this helper cannot.', 502: 'They could not be made, or the command could not be started.', 503: NAMED[503], 504: NAMED[504] },
  },
  {
    method: 'delete', path: '/api/sandboxes/{name}', summary: 'Ends what lives in them, removes their pins and their cable, and gives the list again when nothing of them is left.', gives: sandboxList,
    also: { ...NAMED, 429: 'Too many in a short time.' },
  },
  { method: 'get', path: '/api/terminals', summary: 'The terminals that run, and those that ended some minutes ago. Who may only look gets the shared ones.', gives: terminalList },
  {
    method: 'post', path: '/api/terminals', summary: 'Begins a terminal inside. How that went is in its row; it lives on without a page.', takes: terminalRequest, gives: terminalAnswer,
    also: { ...NAMED, 429: 'Too many terminals, or begun in a short time.' },
  },
  { method: 'get', path: '/api/terminals/{id}', summary: 'One terminal. As a WebSocket (sub-protocol nsatlas.v1): its bytes both ways, and the news of its row as in lib/terminal-schema.ts; with ?have=N what came after the first N bytes, as far as it is kept.', gives: terminalRow, also: { 101: 'The text messages are of the schema terminalNews.', ...NO_TERMINAL } },
  { method: 'post', path: '/api/terminals/{id}', summary: 'Shares it with who may only look, or records it; or no longer.', takes: terminalChange, gives: terminalRow, also: NO_TERMINAL },
  { method: 'delete', path: '/api/terminals/{id}', summary: 'Ends it and all it started.', gives: terminalRow, also: NO_TERMINAL },
  { method: 'get', path: '/api/terminals/{id}/recording', summary: 'What it showed since it is recorded: an asciicast of version 2.', gives: z.string(), media: 'application/x-asciicast', also: { 404: 'There is no such terminal any more, or nothing of it was recorded.' } },
  { method: 'post', path: '/api/start-tokens', summary: 'A token with which one browser may sign in, once (npx nsatlas url). Only with the exec token.', gives: loginRequest },
  { method: 'post', path: '/login', summary: 'Trades a start token for a session: a cookie, and the second token. Needs an Origin header.', takes: loginRequest, gives: loginAnswer },
];

const ERRORS: Readonly<Record<number, string>> = { 400: 'The request is wrong: path names the field.', 401: 'Not signed in.', 403: 'Not allowed, or from a page of another origin.', 421: 'Asked under another name.' };

type Json = Readonly<Record<string, unknown>>;

export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'nsatlas', version, description: 'The namespaces of this Linux host, and everything that lives in them.' },
    security: [{ bearer: [] }, { cookie: [], secondToken: [] }],
    paths,
    components: {
      schemas: { Failure: schemaOf(failureAnswer, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'npx nsatlas token; with --exec one that may run commands.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'nsatlas_PORT' },
        secondToken: { type: 'apiKey', in: 'header', name: 'X-Nsatlas', description: 'What /login gave.' },
      },
    },
  };
}

function describeOperation({ path, summary, takes, gives, media, also }: Operation): Json {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takes === undefined ? {} : { requestBody: { required: true, content: json(schemaOf(takes, 'input')) } }),
    ...(path === '/login' ? { security: [] } : {}),
    responses: { 200: { description: 'Here it is.', content: { [media ?? 'application/json']: { schema: schemaOf(gives, 'output') } } }, ...failures({ ...ERRORS, ...also }) },
  };
}

function failures(sentences: Readonly<Record<number, string>>): Json {
  const failure = json({ $ref: '#/components/schemas/Failure' });
  return Object.fromEntries(Object.entries(sentences).map(([status, description]) => [status, { description, ...(Number(status) < 400 ? {} : { content: failure }) }]));
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
}
