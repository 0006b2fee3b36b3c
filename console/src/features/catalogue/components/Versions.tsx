import { Link } from "react-router";
import { catalogueTexts } from "@/features/catalogue/texts";
import { Difference } from "@/components/Difference";
import { ErrorNote, Waiting } from "@/components/Note";
import { useGet } from "@/lib/api/useGet";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** The versions of a resource, the newest first, each with what it changed field by field. */
export function Versions({ code }: { code: string }) {
  const all = useTexts(catalogueTexts);
  const texts = all.versions;
  const { data, error, mutate } = useGet("/api/v1/catalogue/entries/{code}/versions", { path: { code } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting />;
  return (
    <>
      <p style={{ marginBottom: 8 }}>
        <Link to={`/catalogue/log?code=${code}`}>{texts.log}</Link>
      </p>
      {data.map((one) => (
        <section key={one.version} className="panel entry-version" data-testid={`version-${one.version}`}>
          <div className="row wrap">
            <h2>{all.version(one.version)}</h2>
            <span className={`tag ${one.state === "published" ? "good" : one.state === "refused" || one.state === "withdrawn" ? "bad" : ""}`}>{one.state_label}</span>
            <span className="quiet">{texts.by(one.author, formatMoment(one.changed_at))}</span>
            {one.decided_at && <span className="quiet">{texts.decided(one.reviewer, formatMoment(one.decided_at))}</span>}
            {one.reason && <b>{texts.reason(one.reason)}</b>}
          </div>
          {one.changes.length > 0 ? <Difference changes={one.changes} words={texts.columns} /> : <p className="quiet">{one.is_first ? texts.first : texts.same}</p>}
        </section>
      ))}
    </>
  );
}
