import { CSS_NAME_BY_INK, type Ink } from '@/lib/palette';

export function Swatch({ ink }: { readonly ink: Ink }) {
  return (
    <svg width={11} height={11} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx={6} cy={6} r={5} style={{ fill: `var(${CSS_NAME_BY_INK[ink]})` }} />
    </svg>
  );
}
