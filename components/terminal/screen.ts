/** The screen of a terminal: xterm.js, kept from doing more than show bytes and take keys. */
import type { Terminal as Xterm } from '@xterm/xterm';
import { CHAR_WIDTHS } from './char-widths';
import { writtenText } from './clipboard-escape';
import { beBrowser } from './platform';
import { nonceStyles, outsideOfDocument } from './nonced-styles';
import { readFindColours, readFont, readTheme, watchTheme } from './screen-theme';
import { wantedOf } from './screen-keys';
import type { Size } from './terminal-feed';
import { TERMINAL_STRINGS } from './strings';

export interface ScreenSettings {
  /** Pixels. */
  readonly fontSize: number;
  /** The lines are text for a screen reader too. */
  readonly isRead: boolean;
}

export interface ScreenListener {
  /** Typed, or answered to a question that a program asked the terminal. */
  readonly onData: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** As the program said it. */
  readonly onTitle: (said: string) => void;
  /** An address was clicked. */
  readonly onAddress: (offered: string) => void;
  /** A program wants to write the clipboard. */
  readonly onClipboard: (text: string) => void;
  readonly onPaste: (text: string) => void;
  readonly onCopy: () => void;
  readonly onFind: () => void;
  /** The key that leaves the terminal. */
  readonly onLeave: () => void;
  readonly onFound: (found: { readonly at: number; readonly count: number }) => void;
  readonly onFocus: () => void;
}

const SCROLLBACK_LINES = 5000;

/** What xterm.js is made of, fetched when the first terminal is opened. */
async function loadParts() {
  beBrowser();
  const [xterm, fit, search, links, webgl] = await Promise.all([
    import('@xterm/xterm'), import('@xterm/addon-fit'), import('@xterm/addon-search'), import('@xterm/addon-web-links'), import('@xterm/addon-webgl'),
    // The cells are measured once: with the font that will be there, not with the one in its stead.
    document.fonts.load(`14px ${readFont()}`).catch(() => []),
  ]);
  return { Xterm: xterm.Terminal, FitAddon: fit.FitAddon, SearchAddon: search.SearchAddon, WebLinksAddon: links.WebLinksAddon, WebglAddon: webgl.WebglAddon };
}

type Parts = Awaited<ReturnType<typeof loadParts>>;
let parts: Promise<Parts> | undefined;

export async function makeScreen(listener: ScreenListener, settings: ScreenSettings): Promise<Screen> {
  parts ??= loadParts();
  return new Screen(await parts, listener, settings);
}

export class Screen {
  readonly #parts: Parts;
  readonly #listener: ScreenListener;
  readonly #xterm: Xterm;
  readonly #fit: InstanceType<Parts['FitAddon']>;
  readonly #search: InstanceType<Parts['SearchAddon']>;
  readonly #root = document.createElement('div');
  readonly #unwatch: () => void;
  #webgl: InstanceType<Parts['WebglAddon']> | null = null;
  #isOpen = false;

  constructor(all: Parts, listener: ScreenListener, { fontSize, isRead }: ScreenSettings) {
    this.#parts = all;
    this.#listener = listener;
    this.#xterm = new all.Xterm({
      allowProposedApi: true, scrollback: SCROLLBACK_LINES, fontSize, fontFamily: readFont(), screenReaderMode: isRead, theme: readTheme(),
      minimumContrastRatio: 4.5, cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches, macOptionIsMeta: true,
      linkHandler: { activate: (_, offered) => listener.onAddress(offered), allowNonHttpProtocols: false },
    });
    this.#fit = new all.FitAddon();
    this.#search = new all.SearchAddon();
    this.#xterm.loadAddon(this.#fit);
    this.#xterm.loadAddon(this.#search);
    this.#xterm.loadAddon(new all.WebLinksAddon((_, offered) => listener.onAddress(offered)));
    this.#xterm.unicode.register(CHAR_WIDTHS);
    this.#xterm.unicode.activeVersion = CHAR_WIDTHS.version;
    this.#root.style.height = '100%';
    this.#unwatch = watchTheme(() => { this.#xterm.options.theme = readTheme(); });
    this.#listen();
  }

  get size(): Size {
    return { columns: this.#xterm.cols, rows: this.#xterm.rows };
  }

  get selection(): string {
    return this.#xterm.getSelection();
  }

  get isFocused(): boolean {
    return this.#root.contains(document.activeElement);
  }

  /** Shows it there, from where it was before. */
  mount(host: HTMLElement, hintId: string): void {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#xterm.open(this.#root);
      nonceStyles(this.#root);
    }
    host.append(this.#root);
    if (hintId !== '') this.#xterm.textarea?.setAttribute('aria-describedby', hintId);
    // Outside of the document nothing could be measured.
    this.#xterm.options.fontFamily = readFont();
    this.#paintWithWebgl();
  }

  /** What the field is called that takes the keys. */
  setLabel(label: string): void {
    this.#xterm.textarea?.setAttribute('aria-label', label);
  }

  /** A browser keeps few WebGL contexts: only a screen that is looked at has one. */
  unmount(): void {
    this.#root.remove();
    this.#dropWebgl();
  }

  dispose(): void {
    this.unmount();
    this.#unwatch();
    this.#xterm.dispose();
  }

  write(bytes: Uint8Array | string, taken?: () => void): void {
    this.#xterm.write(bytes, taken);
  }

  /** Takes the size of the place it is shown in. Gives null where it is not shown. */
  fitToPlace(): Size | null {
    const proposed = this.#fit.proposeDimensions();
    if (proposed === undefined || !Number.isFinite(proposed.cols) || !Number.isFinite(proposed.rows)) return null;
    this.resize({ columns: Math.min(proposed.cols, SIDE_LIMIT), rows: Math.min(proposed.rows, SIDE_LIMIT) });
    return this.size;
  }

  resize({ columns, rows }: Size): void {
    if (columns !== this.#xterm.cols || rows !== this.#xterm.rows) this.#xterm.resize(columns, rows);
  }

  /** Once what was written before is shown. */
  resizeInOrder(size: Size): void {
    this.#xterm.write('', () => this.resize(size));
  }

  set({ fontSize, isRead }: ScreenSettings): void {
    this.#xterm.options.fontSize = fontSize;
    this.#xterm.options.screenReaderMode = isRead;
    if (this.#isOpen) this.#nameLines();
  }

  set mayType(mayType: boolean) {
    this.#xterm.options.disableStdin = !mayType;
    this.#xterm.options.cursorBlink = mayType && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  focus(): void {
    this.#xterm.focus();
  }

  /** As if typed; the program learns that it was pasted if it asked to. */
  paste(text: string): void {
    this.#xterm.paste(text);
    this.#xterm.focus();
  }

  selectAll(): void {
    this.#xterm.selectAll();
  }

  /** An empty terminal, whatever modes a program left behind. The program is not told. */
  reset(): void {
    this.#xterm.reset();
  }

  find(words: string, direction: 'next' | 'previous'): void {
    if (words === '') this.#search.clearDecorations();
    else this.#search[direction === 'next' ? 'findNext' : 'findPrevious'](words, { decorations: readFindColours() });
  }

  endFind(): void {
    this.#search.clearDecorations();
    this.#xterm.clearSelection();
  }

  /** All lines there are, as text; what was broken for want of width is whole again. */
  text(): string {
    const { normal } = this.#xterm.buffer;
    let text = '';
    for (let at = 0; at < normal.length; at += 1) {
      const line = normal.getLine(at);
      if (line === undefined) continue;
      if (at > 0 && !line.isWrapped) text += '\n';
      text += line.translateToString(!(normal.getLine(at + 1)?.isWrapped ?? false));
    }
    return `${text.trimEnd()}\n`;
  }

  #listen(): void {
    const [xterm, listener, root] = [this.#xterm, this.#listener, this.#root];
    const encoder = new TextEncoder();
    xterm.onData((typed) => listener.onData(encoder.encode(typed)));
    // Reports of the mouse: each character is one byte.
    xterm.onBinary((typed) => listener.onData(Uint8Array.from(typed, (character) => character.charCodeAt(0))));
    xterm.onTitleChange((said) => listener.onTitle(said));
    xterm.attachCustomKeyEventHandler((event) => this.#takeKey(event));
    xterm.parser.registerOscHandler(52, (data) => {
      const text = writtenText(data);
      if (text !== null) listener.onClipboard(text);
      return true;
    });
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) => listener.onFound({ at: resultIndex + 1, count: resultCount }));
    root.addEventListener('paste', (event) => takeText(event, event.clipboardData, listener), { capture: true });
    root.addEventListener('drop', (event) => takeText(event, event.dataTransfer, listener), { capture: true });
    root.addEventListener('dragover', (event) => event.preventDefault());
    root.addEventListener('focusin', () => listener.onFocus());
    // The page has keys of its own; while the focus is here they are the terminal's.
    root.addEventListener('keydown', (event) => event.stopPropagation());
  }

  /** False: not for the terminal. */
  #takeKey(event: KeyboardEvent): boolean {
    const wanted = wantedOf(event);
    switch (wanted) {
      case null:
        return true;
      case 'paste':
        // The browser pastes, and says so.
        return false;
      case 'copy':
      case 'find':
      case 'leave':
        event.preventDefault();
        if (event.type === 'keydown') ({ copy: this.#listener.onCopy, find: this.#listener.onFind, leave: this.#listener.onLeave })[wanted]();
        return false;
    }
  }

  #nameLines(): void {
    this.#root.querySelector('.xterm-accessibility-tree')?.setAttribute('aria-label', TERMINAL_STRINGS.lines);
  }

  #paintWithWebgl(): void {
    this.#nameLines();
    if (this.#webgl !== null || !hasWebgl2()) return;
    const webgl = new this.#parts.WebglAddon();
    webgl.onContextLoss(() => this.#dropWebgl());
    this.#xterm.loadAddon(webgl);
    this.#webgl = webgl;
  }

  /** The painter that comes in its stead writes style sheets. */
  #dropWebgl(): void {
    const webgl = this.#webgl;
    this.#webgl = null;
    if (webgl !== null) outsideOfDocument(this.#root, () => webgl.dispose());
  }
}

const SIDE_LIMIT = 1000;

function takeText(event: Event, data: DataTransfer | null, listener: ScreenListener): void {
  event.preventDefault();
  event.stopImmediatePropagation();
  const text = data?.getData('text/plain') ?? '';
  if (text !== '') listener.onPaste(text);
}

let webgl2: boolean | undefined;

/** Software painting counts too: it is faster than a thousand elements. */
function hasWebgl2(): boolean {
  if (webgl2 !== undefined) return webgl2;
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  webgl2 = context !== null;
  return webgl2;
}
