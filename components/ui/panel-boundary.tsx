'use client';

import { Component, type ReactNode } from 'react';
import { Button } from './button';
import { Notice } from './notice';
import { UI_STRINGS } from './strings';

interface PanelBoundaryProps {
  /** Another value (another selection) starts the panel afresh. */
  readonly resetKey: string;
  readonly children: ReactNode;
}
interface PanelBoundaryState {
  readonly error: Error | null;
  readonly resetKey: string;
}

/** One odd object never blanks the page: a panel that fails says so, alone. */
export class PanelBoundary extends Component<PanelBoundaryProps, PanelBoundaryState> {
  override state: PanelBoundaryState = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<PanelBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: PanelBoundaryProps, state: PanelBoundaryState): PanelBoundaryState | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div role="alert">
        <Notice tone="bad" title={UI_STRINGS.brokenPanel} actions={<Button icon="refresh" onClick={() => this.setState({ error: null })}>{UI_STRINGS.retry}</Button>}>
          <p>{UI_STRINGS.brokenPanelHint}</p>
          <p><code>{error.message}</code></p>
        </Notice>
      </div>
    );
  }
}
