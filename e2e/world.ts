/** Before the first and after the last test of a run. */
import { makeGuestImage, removeGuestImage, removeGuests } from './podman';

export default async function world(): Promise<() => Promise<void>> {
  await makeGuestImage();
  await removeGuests();
  return async () => {
    await removeGuests();
    await removeGuestImage();
  };
}
