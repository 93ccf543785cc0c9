import { describe, expect, it } from 'vitest';
import { splitWords } from './split-words';

function wordsOf(line: string): readonly string[] {
  return splitWords(line).words;
}

describe('splitWords', () => {
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
    expect(splitWords(`echo 'a`).isOpen).toBe(true);
    expect(splitWords('echo "a').isOpen).toBe(true);
    expect(splitWords('echo a\\').isOpen).toBe(true);
    expect(splitWords('echo a').isOpen).toBe(false);
  });

  it('keeps the signs of a shell as arguments, and names them', () => {
    const split = splitWords('ps aux | grep $USER > /tmp/x');
    expect(split.words).toEqual(['ps', 'aux', '|', 'grep', '$USER', '>', '/tmp/x']);
    expect(split.shellSigns).toEqual(['|', '$', '>']);
  });

  it('names no sign that is quoted', () => {
    expect(splitWords(`grep 'a|b' a\\*b "x;y"`).shellSigns).toEqual([]);
  });

  it('names a dollar between double quotes: a shell would expand it there too', () => {
    expect(splitWords('echo "$HOME"').shellSigns).toEqual(['$']);
  });

  it('names a tilde and a hash only where a word begins', () => {
    expect(splitWords('ls a~ a#b').shellSigns).toEqual([]);
    expect(splitWords('ls ~ #x').shellSigns).toEqual(['~', '#']);
  });

  it('keeps characters outside of the basic plane whole', () => {
    expect(wordsOf('echo 🦭 né')).toEqual(['echo', '🦭', 'né']);
  });
});
