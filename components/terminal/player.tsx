'use client';

import '@xterm/xterm/css/xterm.css';
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { Cast } from '@/lib/asciicast';
import { showText } from '@/lib/text';
import { Button } from '../ui/button';
import { formatTimeLeft } from '../ui/format';
import { Notice } from '../ui/notice';
import { CastPlayer, DEAF, SPEEDS } from './cast-player';
import styles from './player.module.css';
import { makeScreen, type Screen } from './screen';
import { readSettings } from './settings';
import { PLAYER_STRINGS } from './strings';

interface PlayerProps {
  readonly name: string;
  readonly cast: Cast;
  readonly onClose: () => void;
}

/** A recording, played in the browser. */
export function Player({ name, cast, onClose }: PlayerProps) {
  const [player] = useState(() => new CastPlayer(cast));
  const { isPlaying, at, speed } = useSyncExternalStore(player.subscribe, player.current, player.current);
  const host = useScreen(player, PLAYER_STRINGS.title(name));
  const speedId = useId();
  const times = PLAYER_STRINGS.at(formatTimeLeft(at * 1000), formatTimeLeft(cast.duration * 1000));
  return (
    <section className={styles['player']} aria-label={PLAYER_STRINGS.title(showText(name))}>
      <div className={styles['tools']}>
        <Button look="quiet" icon={isPlaying ? 'pause' : 'play'} aria-label={isPlaying ? PLAYER_STRINGS.pause : PLAYER_STRINGS.play} onClick={() => (isPlaying ? player.pause() : player.play())} />
        <input className={styles['seek']} type="range" min={0} max={cast.duration} step="any" value={at} aria-label={PLAYER_STRINGS.seek} aria-valuetext={times} onChange={({ target }) => player.seek(Number(target.value))} />
        <span className={styles['times']}>{times}</span>
        <label className="unseen" htmlFor={speedId}>{PLAYER_STRINGS.speed}</label>
        <select id={speedId} className={styles['speed']} value={speed} onChange={({ target }) => player.setSpeed(SPEEDS.find((times) => String(times) === target.value) ?? 1)}>
          {SPEEDS.map((times) => <option key={times} value={times}>{PLAYER_STRINGS.speedOf(times)}</option>)}
        </select>
        <strong className={styles['name']}>{showText(cast.title ?? name)}</strong>
        <Button look="quiet" icon="close" aria-label={PLAYER_STRINGS.close} onClick={onClose} />
      </div>
      {cast.isCut && <Notice tone="caution" title={PLAYER_STRINGS.cut} />}
      {/* What does not fit is scrolled to, also by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={host} className={styles['screen']} tabIndex={0} role="group" aria-label={PLAYER_STRINGS.title(showText(name))} />
    </section>
  );
}

/** Gives the place where the screen will be. */
function useScreen(player: CastPlayer, label: string) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let screen: Screen | null = null;
    let isGone = false;
    void makeScreen(DEAF, readSettings()).then((made) => {
      screen = made;
      if (isGone || host.current === null) {
        made.dispose();
        return;
      }
      made.mount(host.current, '');
      made.setLabel(label);
      made.mayType = false;
      player.setScreen(made);
      player.play();
    });
    return () => {
      isGone = true;
      player.pause();
      player.setScreen(null);
      screen?.dispose();
    };
  }, [player, label]);
  return host;
}
