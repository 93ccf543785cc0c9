'use client';

import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Notice } from '../ui/notice';
import { ELEVATION_STRINGS } from './strings';

interface ConfirmationProps {
  readonly number: number;
  readonly command: string;
  readonly onGiveUp: () => void;
}

/** Somebody has to say yes on the host first. */
export function Confirmation({ number, command, onGiveUp }: ConfirmationProps) {
  return (
    <Notice tone="caution" title={ELEVATION_STRINGS.confirmTitle(number)} actions={<Button onClick={onGiveUp}>{ELEVATION_STRINGS.giveUp}</Button>}>
      <p>{ELEVATION_STRINGS.confirmBody}</p>
      <Copyable mono text={command} what={ELEVATION_STRINGS.confirmWhat} />
    </Notice>
  );
}
