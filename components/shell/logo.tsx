/** Eight namespaces around one host. */
export function Logo() {
  const around = Array.from({ length: 8 }, (_, place) => (place * Math.PI) / 4);
  return (
    <svg width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true" focusable="false">
      <circle r="3.1" fill="var(--accent)" />
      {around.map((angle, place) => (
        <circle key={angle} cx={(8 * Math.cos(angle)).toFixed(2)} cy={(8 * Math.sin(angle)).toFixed(2)} r={place % 2 === 0 ? 2 : 1.4} fill="var(--accent)" opacity={place % 2 === 0 ? 1 : 0.55} />
      ))}
    </svg>
  );
}
