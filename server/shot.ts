/** The program behind `npx nsatlas shot`: what the web door answered comes on standard input, the file leaves as JSON. It asks nobody and writes nowhere. */
import { text } from 'node:stream/consumers';
import { shot, shotFileInput, shotInput, shotOfFile } from '@/lib/shot';

const input: unknown = JSON.parse(await text(process.stdin));
const ofFile = shotFileInput.safeParse(input);
const answer = ofFile.success ? shotOfFile(ofFile.data) : shot(shotInput.parse(input));
process.stdout.write(JSON.stringify(answer));
