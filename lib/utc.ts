/** Days since the epoch as a date of the Gregorian calendar: lib/ knows no clock and no zone. */

const DAY_MS = 86_400_000;
/** Days of 400 years, of 100, of 4, of one; the year is counted from March, so that the leap day is its last. */
const [ERA, CENTURY, LEAP, YEAR] = [146_097, 36_524, 1460, 365];
/** From 0000-03-01 to 1970-01-01. */
const EPOCH_SHIFT = 719_468;

/** `2026-11-26 07:15:43 UTC`. `time`: milliseconds since the epoch. */
export function utcWords(time: number): string {
  const seconds = Math.floor((time - Math.floor(time / DAY_MS) * DAY_MS) / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${utcDate(time)} ${clock.map(twoDigits).join(':')} UTC`;
}

/** `2026-11-26`. */
export function utcDate(time: number): string {
  const days = Math.floor(time / DAY_MS) + EPOCH_SHIFT;
  const era = Math.floor(days / ERA);
  const day = days - era * ERA;
  const year = Math.floor((day - Math.floor(day / LEAP) + Math.floor(day / CENTURY) - Math.floor(day / (ERA - 1))) / YEAR);
  const ofYear = day - (YEAR * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const isNextYear = month >= 10;
  return [String(era * 400 + year + Number(isNextYear)).padStart(4, '0'), twoDigits(isNextYear ? month - 9 : month + 3), twoDigits(date)].join('-');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
