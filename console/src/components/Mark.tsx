/** The mark of the product: two calm waves. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="7" fill="#0c5c5a" />
      <path d="M5 13.500c3.700-3.600 7.300-3.600 11 0s7.300 3.600 11 0" fill="none" stroke="#fff" strokeWidth="2.600" strokeLinecap="round" />
      <path d="M5 20.500c3.700-3.600 7.300-3.600 11 0s7.300 3.600 11 0" fill="none" stroke="#9fd3cf" strokeWidth="2.600" strokeLinecap="round" />
    </svg>
  );
}
