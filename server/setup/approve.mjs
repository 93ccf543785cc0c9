import { createHash } from 'node:crypto';
import { existsSync, fstatSync, lstatSync, openSync, closeSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Refusal } from './refusal.mjs';
import { startTimeOf } from './state-file.mjs';

const RUN = '/run';
const USAGE = 'usage: sudo npx nsatlas approve NUMBER [--yes | --deny]';
/** What the helper writes (native/pending.c): three lines for us, then what a person has to read. */
const FORM = /^nsatlas-pending 1\nhelper (\d+) (\d+)\nends (\d+)\n([\n -~]+)$/;

/** @typedef {{ path: string, text: string, shown: string }} Question */

/**
 * `nsatlas approve NUMBER`: shows what the helper says will run, and nothing that the web process says; asks; answers to this very
 * text.
 * @param {readonly string[]} words
 * @param {{ run?: string, isRoot?: boolean, ask?: (question: string) => Promise<string> }} [world]
 * @returns {Promise<string>}
 */
export async function approveVerb(words, { run = RUN, isRoot = process.getuid?.() === 0, ask = askPerson } = {}) {
  const { number, answer } = decode(words);
  if (!isRoot) throw new Refusal(`only root can confirm: sudo npx nsatlas approve ${number}`);
  const questions = findQuestions(run, number);
  if (questions.length === 0) throw new Refusal(`nothing waits to be confirmed as ${number}; it may be over`);
  for (const question of questions) {
    process.stdout.write(`${question.shown}\n`);
    const isYes = answer ?? /^y(es)?$/i.test((await ask('may this run? [y/N] ')).trim());
    writeVerdict(question, isYes);
    process.stdout.write(isYes ? 'confirmed\n' : 'refused\n');
  }
  return questions.length === 1 ? '' : `${questions.length} had this number`;
}

/**
 * @param {readonly string[]} words
 * @returns {{ number: string, answer: boolean | null }}
 */
function decode(words) {
  const [number = '', ...options] = [...words].sort((left) => left.startsWith('--') ? 1 : -1);
  const [option, ...more] = options;
  if (!/^\d{4}$/.test(number) || more.length > 0 || (option !== undefined && option !== '--yes' && option !== '--deny')) throw new Refusal(USAGE, { exitCode: 2 });
  return { number, answer: option === undefined ? null : option === '--yes' };
}

/**
 * @param {string} run
 * @param {string} number
 */
function findQuestions(run, number) {
  return readdirSync(run).filter((name) => name.startsWith('nsatlas.')).map((name) => join(run, name, 'pending'))
    .filter((directory) => existsSync(directory) && isPrivate(lstatSync(directory), 0o040700))
    .map((directory) => join(directory, number))
    .filter((path) => existsSync(path))
    .flatMap(readQuestion);
}

/**
 * @param {import('node:fs').Stats} stat
 * @param {number} wanted mode, with the kind of file
 */
function isPrivate({ uid, mode }, wanted) {
  return uid === process.getuid?.() && mode === wanted;
}

/**
 * None, if its helper is gone or its time is over.
 * @param {string} path
 * @returns {Question[]}
 */
function readQuestion(path) {
  const fd = openSync(path, 'r');
  try {
    if (!isPrivate(fstatSync(fd), 0o100600)) throw new Refusal(`${path} is not as the helper writes it`);
    const text = readFileSync(fd, 'utf8');
    const [, pid, startTime, ends, shown] = FORM.exec(text) ?? [];
    if (shown === undefined) throw new Refusal(`${path} is not as the helper writes it`);
    const isWaiting = startTimeOf(Number(pid)) === Number(startTime) && millisecondsSinceBoot() < Number(ends);
    return isWaiting ? [{ path, text, shown: shown.trimEnd() }] : [];
  } finally {
    closeSync(fd);
  }
}

/** As CLOCK_BOOTTIME counts. */
function millisecondsSinceBoot() {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
}

/**
 * Whole or not there: the helper looks as soon as it appears.
 * @param {Question} question
 * @param {boolean} isYes
 */
function writeVerdict({ path, text }, isYes) {
  const hash = createHash('sha256').update(text).digest('hex');
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${isYes ? 'permit' : 'deny'} ${hash}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(fresh, `${path}.verdict`);
}

/** @param {string} question */
async function askPerson(question) {
  if (!process.stdin.isTTY) throw new Refusal('there is no terminal to ask on; say --yes or --deny');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
