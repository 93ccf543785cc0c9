import { CSS_NAME_BY_INK, type Ink } from '@/lib/palette';

export function Swatch({ ink, isHollow = false }: { readonly ink: Ink; readonly isHollow?: boolean }) {
  const colour = `var(${CSS_NAME_BY_INK[ink]})`;
  return (
    <svg width={11} height={11} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx={6} cy={6} r={5} style={isHollow ? { fill: 'none', stroke: colour, strokeDasharray: '2 2' } : { fill: colour }} />
    </svg>
  );
}
