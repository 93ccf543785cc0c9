import { describe, expect, it } from 'vitest';
import { shellQuote } from './nsenter';
import { shellWords } from './shell-words';

function wordsOf(line: string): readonly string[] {
  return shellWords(line).words.map(({ text }) => text);
}

function signsOf(line: string): readonly string[] {
  return shellWords(line).signs.map(({ sign }) => sign);
}

describe('shellWords', () => {
  it('splits at any run of white space', () => {
    expect(wordsOf('  ip\t -j   addr ')).toEqual(['ip', '-j', 'addr']);
  });

  it('gives no word for an empty line', () => {
    expect(wordsOf('   ')).toEqual([]);
  });

  it('keeps everything between single quotes as it is', () => {
    expect(wordsOf(String.raw`echo 'a "b" \n $c'`)).toEqual(['echo', String.raw`a "b" \n $c`]);
  });

  it('takes the backslash away between double quotes only before $ ` " and itself', () => {
    expect(wordsOf(String.raw`"a\"b" "a\\b" "a\nb"`)).toEqual(['a"b', String.raw`a\b`, String.raw`a\nb`]);
  });

  it('joins what stands without space between, quoted or not', () => {
    expect(wordsOf(`--name="my pod"'s'`)).toEqual(['--name=my pods']);
  });

  it('makes an empty word of empty quotes', () => {
    expect(wordsOf(`a '' "" b`)).toEqual(['a', '', '', 'b']);
  });

  it('takes the character after a backslash as it is', () => {
    expect(wordsOf(String.raw`a\ b \"c \\`)).toEqual(['a b', '"c', '\\']);
  });

  it('says that a quote is still open', () => {
    expect(shellWords(`echo 'a`).isOpen).toBe(true);
    expect(shellWords('echo "a').isOpen).toBe(true);
    expect(shellWords('echo a\\').isOpen).toBe(true);
    expect(shellWords('echo a').isOpen).toBe(false);
  });

  it('keeps the signs of a shell as arguments, and names them', () => {
    const line = 'ps aux | grep $USER > /tmp/x';
    expect(wordsOf(line)).toEqual(['ps', 'aux', '|', 'grep', '$USER', '>', '/tmp/x']);
    expect(shellWords(line).signs).toEqual([{ sign: '|', at: 7 }, { sign: '$', at: 14 }, { sign: '>', at: 20 }]);
  });

  it('names no sign that is quoted', () => {
    expect(signsOf(`grep 'a|b' a\\*b "x;y"`)).toEqual([]);
  });

  it('names a dollar between double quotes: a shell would expand it there too', () => {
    expect(signsOf('echo "$HOME"')).toEqual(['$']);
  });

  it('names a tilde and a hash only where a word begins', () => {
    expect(signsOf('ls a~ a#b')).toEqual([]);
    expect(signsOf('ls ~ #x')).toEqual(['~', '#']);
  });

  it('keeps characters outside of the basic plane whole', () => {
    expect(wordsOf('echo 🦭 né')).toEqual(['echo', '🦭', 'né']);
  });

  it('knows where each word stands, quotes included', () => {
    expect(shellWords(` a "b c"\\ d 'e'`).words).toEqual([{ text: 'a', at: 1, end: 2 }, { text: 'b c d', at: 3, end: 11 }, { text: 'e', at: 12, end: 15 }]);
  });

  it('goes on behind a backslash at the end of a line, and names any other end of a line', () => {
    expect(wordsOf('docker \\\n  exec "a\\\nb"')).toEqual(['docker', 'exec', 'ab']);
    expect(signsOf('docker \\\n exec')).toEqual([]);
    expect(signsOf('a\nb')).toEqual(['\n']);
  });

  it('reads $’…’ as the shells of POSIX.1-2024 do', () => {
    expect(wordsOf(String.raw`$'a\012b\x41\u00e9\t\'\\' $'\303\251' x$'y'`)).toEqual(["a\nbA\u00e9\t'\\", '\u00e9', 'xy']);
    expect(shellWords("$'a").isOpen).toBe(true);
    expect(signsOf(String.raw`$'\377'`)).toEqual([String.raw`$'\377'`]);
    expect(signsOf(String.raw`$'a\0b'`)).toHaveLength(1);
  });

  it('takes a known substitution as it stands, bare and between double quotes, and no other', () => {
    const known = /\$\(id -u\)/y;
    expect(shellWords('a=$(id -u) "b$(id -u)"', known)).toMatchObject({ words: [{ text: 'a=$(id -u)' }, { text: 'b$(id -u)' }], signs: [] });
    expect(shellWords('"$(id -g)"', known).signs).toEqual([{ sign: '$', at: 1 }]);
  });

  it('gives back what shellQuote made of it, whatever it is', () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const letters = Array.from(`ab '"\\$\`;|&<>(){}[]*?~#!=\n\t\u001b\u202e\u00e9\u{1f9ad}-%`);
    for (let turn = 0; turn < 2000; turn += 1) {
      const words = Array.from({ length: 1 + next(4) }, () => Array.from({ length: next(8) }, () => letters[next(letters.length)]).join(''));
      const line = shellWords(words.map((word) => shellQuote(word)).join(' '));
      expect(line).toMatchObject({ isOpen: false, signs: [] });
      expect(line.words.map(({ text }) => text)).toEqual(words);
    }
  });
});
