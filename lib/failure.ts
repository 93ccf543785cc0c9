/**
 * The closed set of reasons for which something the user asked did not happen, one word each,
 * for wire, status and screen. Twin of native/failure.h.
 */
export const FAILURES = [
  'usage', //       the request is wrong: the message names what and where
  'denied', //      the kernel or the policy refuses
  'gone', //        the target ended, or was never there
  'identity', //    the target is not what the request says: another start time, ino or id
  'unsupported', // this kernel or this program cannot
  'limit', //       more than is allowed
  'join', //        setns(2) failed
  'fault', //       a defect, or a connection cut before its last frame
  'absent', //      nobody answers: the helper is not there, or the exec door is shut
  'late', //        no answer in time
] as const;
export type Failure = (typeof FAILURES)[number];
