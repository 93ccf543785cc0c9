/** What the page asks the door about who it is recognised as. Each throws DoorError. */
import { elevation, elevationAnswer, type Elevation, type ElevationAnswer } from '@/lib/rights-schema';
import { askDoor } from '../fetch-json';

export const ELEVATION_PATH = '/api/elevation';

export function beginElevation(user: string, signal: AbortSignal): Promise<ElevationAnswer> {
  return askDoor(elevationAnswer, ELEVATION_PATH, { method: 'POST', body: { user }, signal });
}

/** No answers: what comes next. */
export function answerElevation(id: string, answers: readonly string[], signal: AbortSignal): Promise<ElevationAnswer> {
  return askDoor(elevationAnswer, `${ELEVATION_PATH}/${id}`, { method: 'POST', body: { answers }, signal });
}

export function breakOffElevation(id: string): Promise<Elevation> {
  return askDoor(elevation, `${ELEVATION_PATH}/${id}`, { method: 'DELETE' });
}

export function giveBackElevation(): Promise<Elevation> {
  return askDoor(elevation, ELEVATION_PATH, { method: 'DELETE' });
}

export function readElevation(): Promise<Elevation> {
  return askDoor(elevation, ELEVATION_PATH);
}
