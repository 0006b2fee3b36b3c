import { catalogueTexts } from "@/features/catalogue/texts";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  domain: string | undefined;
  chosen: string | undefined;
  choose: (domain: string | null, leaf: string | null) => void;
}

/** The four domains and nineteen classes with how many resources each has. */
export function Tree({ domain, chosen, choose }: Props) {
  const texts = useTexts(catalogueTexts);
  const { data } = useGet("/api/v1/catalogue/tree", {});
  const total = (data ?? []).reduce((sum, one) => sum + one.entries, 0);
  const line = (name: string, count: number, isChosen: boolean, kind: string, act: () => void) => (
    <button key={name} type="button" className={`plain ${kind} ${isChosen ? "chosen" : ""} ${count === 0 ? "none" : ""}`} aria-pressed={isChosen} onClick={act}>
      <span>{name}</span>
      <span className="count">{count}</span>
    </button>
  );
  return (
    <nav className="catalogue-tree" aria-label={texts.tree}>
      {line(texts.all, total, !domain && !chosen, "", () => choose(null, null))}
      {(data ?? []).map((one) => (
        <div key={one.name}>
          {line(one.name, one.entries, domain === one.name, "", () => choose(one.name, null))}
          {one.classes.map((leaf) => line(leaf.name, leaf.entries, chosen === leaf.code, "leaf", () => choose(null, leaf.code)))}
        </div>
      ))}
    </nav>
  );
}
