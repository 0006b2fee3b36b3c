import { revisionTexts } from "@/features/standards/revisionTexts";
import { standardTexts } from "@/features/standards/texts";
import type { Api } from "@/lib/api/client";
import { useTexts } from "@/lib/i18n/language";

/** Every version of an object, newest first, with what it changed. */
export function Versions({ of }: { of: Api<"ObjectVersion">[] }) {
  const { versions: words } = useTexts(standardTexts);
  const { revision } = useTexts(revisionTexts);
  return (
    <ul className="standards-versions">
      {of.map((version) => (
        <li key={version.version}>
          <b>{words.version(version.version)}</b> <span className="quiet">{words.from(version.effective_from, version.effective_to)}</span>{" "}
          {version.effective_to === null && <span className="tag good">{words.current}</span>}
          <ul>
            {version.fields.map((change) => (
              <li key={change.field}>
                {change.label}：{change.before || "—"} → {change.after || "—"}
              </li>
            ))}
            {version.codes.map((change) => (
              <li key={`${change.code}>${change.new_code}`}>
                {revision.changes[change.change]}：{[change.code, change.label].join(" ").trim() || "—"} →{" "}
                {[change.new_code, change.new_label].join(" ").trim() || "—"}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
