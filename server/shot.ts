/** The program behind `npx nsatlas shot`: what the web door answered comes on standard input, the file leaves as JSON. It asks nobody and writes nowhere. */
import { text } from 'node:stream/consumers';
import { shot, shotInput } from '@/lib/shot';

const answer = shot(shotInput.parse(JSON.parse(await text(process.stdin))));
process.stdout.write(JSON.stringify(answer));
