import type { ReactNode } from 'react';
import type { FailureAnswer } from '@/lib/door-schema';
import { DOOR_STRINGS, FAILURE_TITLES, RETRY_HINTS } from './door-strings';
import { Told } from './language/told';
import { Button } from './ui/button';
import { Notice } from './ui/notice';
import { UI_STRINGS } from './ui/strings';

interface FailureNoticeProps {
  readonly answer: Pick<FailureAnswer, 'failure' | 'message' | 'stage'>;
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
  /** Another button beside that. */
  readonly beside?: ReactNode;
}

/** A failure in its place: what, why in one sentence, and a way to try again. */
export function FailureNotice({ answer, title, onRetry, beside }: FailureNoticeProps) {
  const isOfPolicy = answer.stage === 'rights' && answer.failure === 'denied';
  const said = isOfPolicy ? DOOR_STRINGS.rights : answer.stage === 'run' && answer.failure === 'join' ? DOOR_STRINGS.notStarted : FAILURE_TITLES[answer.failure];
  const hint = isOfPolicy ? undefined : RETRY_HINTS[answer.failure];
  return (
    <Notice
      tone={answer.failure === 'denied' || answer.failure === 'gone' ? 'caution' : 'bad'}
      title={title ?? said}
      actions={onRetry === undefined ? beside : <><Button icon="refresh" onClick={onRetry}>{UI_STRINGS.retry}</Button>{beside}</>}
    >
      {title !== undefined && <p>{said}{UI_STRINGS.stop}</p>}
      <p><Told text={answer.message} /></p>
      {hint !== undefined && <p>{hint}</p>}
    </Notice>
  );
}
