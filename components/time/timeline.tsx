'use client';

import { useEffect, useRef, useState } from 'react';
import { formatBytes } from '@/lib/amount-text';
import { momentAt, neighbourOf, timelineOf, type Timeline as Strip } from '@/lib/timeline';
import type { History } from '@/lib/history-schema';
import { FailureNotice } from '../failure-notice';
import { useHistoryAnswer } from '../fetch-json';
import { Button } from '../ui/button';
import { UI_STRINGS } from '../ui/strings';
import { TIME_STRINGS } from './strings';
import styles from './timeline.module.css';
import { clockTime } from './words';

interface TimelineProps {
  /** Null: now. */
  readonly then: number | null;
  readonly onThen: (moment: number | null) => void;
  /** The moment that all others are compared with; null: none. */
  readonly marked: number | null;
  readonly onMark: (moment: number | null) => void;
  readonly onClose: () => void;
}

/** The last hour to move through: how many processes there were, where something came and went, and where nobody watched. */
export function Timeline({ then, onThen, marked, onMark, onClose }: TimelineProps) {
  const { data, error, mutate } = useHistoryAnswer();
  return (
    <section className={styles['timeline']} aria-label={TIME_STRINGS.timeline}>
      {error !== undefined && data === undefined && <FailureNotice answer={error.answer} onRetry={() => void mutate()} />}
      {data === undefined ? error === undefined && <p className={styles['words']}>{TIME_STRINGS.timelineReading}</p> : <Hour history={data} then={then} onThen={onThen} marked={marked} onMark={onMark} />}
      <Button look="quiet" icon="close" aria-label={UI_STRINGS.close} onClick={onClose} />
    </section>
  );
}

/** Scrubbing asks for a moment only once the hand rests: a large host takes a while to be put together. */
const REST_MS = 150;

type HourProps = Omit<TimelineProps, 'onClose'> & { readonly history: History };

function Hour(props: HourProps) {
  const { moments, gapMs } = props.history;
  const strip = timelineOf(moments, { now: moments.at(-1)?.until ?? 0, gapMs });
  return strip === null ? <p className={styles['words']}>{TIME_STRINGS.timelineEmpty}</p> : <Moments strip={strip} {...props} />;
}

function Moments({ strip, history, then, onThen, marked, onMark }: HourProps & { readonly strip: Strip }) {
  const { moments } = history;
  const [hand, setHand] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const time = hand ?? then ?? strip.end;
  const shown = momentAt(moments, time);
  const isNow = hand === null && then === null;
  const goTo = (wanted: number) => {
    setHand(wanted);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setHand(null);
      onThen(wanted >= strip.end ? null : (momentAt(moments, wanted)?.moment ?? null));
    }, REST_MS);
  };
  const step = (by: -1 | 1) => () => {
    const next = neighbourOf(moments, then, by);
    onThen(next === null || next === moments.at(-1) ? (by > 0 ? null : then) : next.moment);
  };
  const clock = isNow ? TIME_STRINGS.now : clockTime(time);
  // Of a moment before all that are kept nothing is known.
  const processes = shown === null || time < (moments[0]?.time ?? 0) ? '' : TIME_STRINGS.processes(shown.counts.processes);
  const atOf = (moment: number) => (moment - strip.start) / (strip.end - strip.start);
  return (
    <>
      <div className={styles['steps']}>
        <Button look="quiet" icon="stepBack" aria-label={TIME_STRINGS.earlier} disabled={neighbourOf(moments, then, -1) === null} onClick={step(-1)} />
        <Button look="quiet" icon="step" aria-label={TIME_STRINGS.later} disabled={then === null} onClick={step(1)} />
      </div>
      <div className={styles['strip']}>
        <StripPicture strip={strip} at={atOf(time)} marked={marked === null ? null : atOf(marked)} />
        <input className={styles['range']} type="range" aria-label={TIME_STRINGS.position} aria-valuetext={processes === '' ? clock : `${clock}, ${processes}`} min={strip.start} max={strip.end} step={1000} value={time} title={TIME_STRINGS.kept(Math.round((strip.end - strip.start) / 60_000), formatBytes(history.usedBytes), formatBytes(history.limitBytes))} onChange={({ target }) => goTo(Number(target.value))} />
        <p className={styles['ends']} aria-hidden="true"><span>{clockTime(strip.start)}</span><span>{clockTime(strip.end)}</span></p>
      </div>
      <p className={styles['where']} data-now={isNow || undefined}><strong>{clock}</strong><span>{processes}</span></p>
      <div className={styles['acts']}>
        <Button icon="flag" title={TIME_STRINGS.markHint} aria-pressed={marked !== null} disabled={shown === null} onClick={() => onMark(marked === null ? (shown?.moment ?? null) : null)}>{TIME_STRINGS.mark}</Button>
        <Button disabled={isNow} title={TIME_STRINGS.nowHint} onClick={() => onThen(null)}>{TIME_STRINGS.now}</Button>
      </div>
    </>
  );
}

/** In units of its own, stretched to the strip: counts as an area, what came above, what went below. */
function StripPicture({ strip, at, marked }: { readonly strip: Strip; readonly at: number; readonly marked: number | null }) {
  const most = Math.max(1, ...strip.ticks.map(({ came, went }) => Math.max(came, went)));
  const tall = (count: number) => (count === 0 ? 0 : 3 + (7 * Math.log1p(count)) / Math.log1p(most));
  return (
    <svg className={styles['picture']} viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
      <rect className={styles['gap']} width="1000" height="40" />
      {strip.stretches.map(({ from, to, line }) => (
        <g key={from}>
          <rect className={styles['seen']} x={from * 1000} width={Math.max(1, (to - from) * 1000)} height="40" />
          <polygon className={styles['area']} points={[`${from * 1000},40`, ...line.map(([x, y]) => `${x * 1000},${40 - y * 26}`), `${to * 1000},40`].join(' ')} />
        </g>
      ))}
      {strip.ticks.map(({ moment, at: place, came, went }) => (
        <g key={moment}>
          {came > 0 && <line className={styles['came']} x1={place * 1000} x2={place * 1000} y1={12} y2={12 - tall(came)} />}
          {went > 0 && <line className={styles['went']} x1={place * 1000} x2={place * 1000} y1={13} y2={13 + tall(went)} />}
        </g>
      ))}
      {marked !== null && marked >= 0 && <line className={styles['marked']} x1={marked * 1000} x2={marked * 1000} y1={0} y2={40} />}
      <line className={styles['hand']} x1={at * 1000} x2={at * 1000} y1={0} y2={40} />
    </svg>
  );
}
