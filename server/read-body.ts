import { DoorRefusal } from './door-refusal';

/** The JSON of a request whose length the guard has looked at. Throws DoorRefusal `usage`. */
export async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DoorRefusal('usage', `The body is no JSON: ${error.message}`, '.');
  }
}
