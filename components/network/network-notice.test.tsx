// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { topologyOf } from '@/lib/topology.fixture';
import { DoorError } from '../fetch-json';
import type { Wiring } from '../use-topology';
import { NetworkNotice } from './network-notice';

afterEach(cleanup);

function show(wiring: Partial<Wiring>) {
  const retry = vi.fn();
  render(<NetworkNotice wiring={{ topology: null, error: undefined, retry, ...wiring }} />);
  return retry;
}

const failed = new DoorError({ failure: 'absent', message: 'The helper does not answer.' }, 503);

describe('what is said beside the picture of the network', () => {
  it('is that it is being read', () => {
    show({});
    expect(screen.getByRole('status', { name: /Reading the interfaces/ })).toBeDefined();
  });

  it('is why it could not be read, with a way to try again', () => {
    const retry = show({ error: failed });
    const strip = within(screen.getByRole('region', { name: 'The interfaces could not be read' }));
    expect(strip.getByText('The helper does not answer.')).toBeDefined();
    fireEvent.click(strip.getByRole('button'));
    expect(retry).toHaveBeenCalledOnce();
  });

  it('is that what is seen is old, when the last look failed', () => {
    show({ error: failed, topology: topologyOf([{ ino: 10 }, { ino: 20 }]) });
    expect(screen.getByText('What you see of the wires is from before')).toBeDefined();
  });

  it('is that there is only the host’s network, and may be closed', () => {
    show({ topology: topologyOf([{ ino: 10 }]) });
    const title = /Only the host’s network/;
    expect(screen.getByText(title)).toBeDefined();
    fireEvent.click(screen.getByRole('button'));
    expect(screen.queryByText(title)).toBeNull();
  });

  it('is how many could not be looked into, and each reason once', () => {
    const trouble = 'denied: EPERM';
    show({ topology: topologyOf([{ ino: 10 }, { ino: 20, trouble }, { ino: 30, trouble }], { gaps: [{ what: 'descriptors', why: 'not root' }] }) });
    expect(screen.getByText('2 of 3 net namespaces could not be looked into')).toBeDefined();
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([trouble, 'descriptors: not root']);
  });

  it('is nothing when there is nothing to say', () => {
    show({ topology: topologyOf([{ ino: 10 }, { ino: 20 }]) });
    expect(screen.queryByRole('region')).toBeNull();
  });
});
