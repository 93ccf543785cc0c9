/** Before the first and after the last test of a run. */
import { makeGuestImage, removeGuestImage } from './podman';

export default async function world(): Promise<() => Promise<void>> {
  await makeGuestImage();
  return removeGuestImage;
}
