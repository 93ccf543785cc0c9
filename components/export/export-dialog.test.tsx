// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildGraph } from '@/lib/graph';
import { laidGraph } from '@/lib/laid-graph';
import { layOut } from '@/lib/layout';
import { selectGraph } from '@/lib/select';
import { networkOf } from '@/lib/topology.fixture';
import { DEFAULT_VIEW } from '@/lib/view';
import { readChoices } from './choices';
import { ExportDialog } from './export-dialog';

const { snapshot, topology } = networkOf(2);
const view = { ...DEFAULT_VIEW, lens: 'network' as const };
const graph = buildGraph(snapshot, 'network', topology);
const picture = { selection: selectGraph(graph, view, null), positions: layOut(laidGraph(graph, view)) };
const exported = { snapshot, view, picture, seen: null, language: 'en' as const, listed: null, usage: null };
const table = { ...exported, view: { ...view, lens: 'table' as const }, picture: null };
const onClose = vi.fn();

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(topology)));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const choose = (name: string) => fireEvent.click(screen.getByLabelText(name));
const preview = () => screen.getByRole('region', { name: 'Preview' });
const drawn = () => decodeURIComponent((within(preview()).getByRole('img')).getAttribute('src')?.split(',').slice(1).join(',') ?? '');
const address = topology.nets.flatMap(({ links }) => links.flatMap(({ addresses }) => addresses.map((row) => row.address))).find((text) => text.startsWith('10.')) ?? 'none';

describe('the export dialog', () => {
  it('shows what will be saved, and shows it anew with each choice', () => {
    render(<ExportDialog exported={exported} onClose={onClose} />);
    expect(drawn()).toContain('width="');
    expect(drawn()).toContain(address);
    choose('A4');
    expect(drawn()).toContain('width="210mm"');
    choose('IP and MAC addresses');
    expect(drawn()).not.toContain(address);
    choose('Dark');
    expect(drawn()).toContain('fill="#0f1115"');
    choose('Mermaid');
    expect(preview().textContent).toMatch(/^flowchart LR/);
    expect(screen.queryByLabelText('A4')).toBeNull();
  });

  it('remembers what was chosen, whatever somebody wrote there', () => {
    render(<ExportDialog exported={exported} onClose={onClose} />);
    choose('PNG');
    choose('4×');
    choose('Time');
    cleanup();
    render(<ExportDialog exported={exported} onClose={onClose} />);
    expect(screen.getByLabelText<HTMLInputElement>('PNG').checked).toBe(true);
    expect(readChoices()).toMatchObject({ format: 'png', scale: '4', caption: ['host', 'lens', 'filter', 'legend'] });
    localStorage.setItem('nsatlas.export', '{"format":"exe","caption":["x","host"],"theme":3}');
    expect(readChoices()).toMatchObject({ format: 'svg', theme: 'light', caption: ['host'] });
    localStorage.setItem('nsatlas.export', '{');
    expect(readChoices().format).toBe('svg');
  });

  it('offers no picture of the table, but the table', () => {
    localStorage.setItem('nsatlas.export', '{"format":"png","range":"selection"}');
    render(<ExportDialog exported={table} onClose={onClose} />);
    expect(screen.queryByLabelText('PNG')).toBeNull();
    expect(preview().textContent).toMatch(/^\| NS \| TYPE/);
    choose('CSV');
    expect(preview().textContent).toMatch(/^NS,TYPE,NPROCS/);
  });

  it('copies what is chosen', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: (text: string) => { written.push(text); return Promise.resolve(); } } });
    render(<ExportDialog exported={exported} onClose={onClose} />);
    choose('DOT');
    fireEvent.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('Copied')).toBeTruthy();
    expect(written[0]).toMatch(/^digraph nsatlas/);
  });
});
