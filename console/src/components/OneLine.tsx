/** Text on one line, cut where the column ends; the whole stands in the tip. */
export function OneLine({ children }: { children: string }) {
  return (
    <span title={children} style={{ display: "block", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
      {children}
    </span>
  );
}
