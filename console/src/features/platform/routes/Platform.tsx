import "@/features/platform/platform.css";
import { useEffect } from "react";
import { Link } from "react-router";
import { PARTS, type Part } from "@/features/platform/api/declared";
import { platformTexts } from "@/features/platform/texts";
import { ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import { useGet } from "@/lib/api/useGet";
import { useLanguage, useTexts } from "@/lib/i18n/language";

export interface PageLink {
  path: string;
  name: string;
  isAllowed: boolean;
}

const shape = { part: text() };
type Figures = Record<string, number | null>;

/** The contract's nine functions and eight subsystems by name: how each stands, where it is, what it lacks. */
export function Platform({ linkOf }: { linkOf: (path: string) => PageLink }) {
  const texts = useTexts(platformTexts);
  const [view] = useView(shape);
  const { data, error, mutate } = useGet("/api/v1/platform", {});
  useEffect(() => {
    if (view.part) document.getElementById(`part-${view.part}`)?.scrollIntoView({ block: "center" });
  }, [view.part]);
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={texts.title} note={data && texts.note(data.day)} />
      {(["function", "subsystem"] as const).map((kind) => (
        <section key={kind}>
          <h2>{texts.kinds[kind]}</h2>
          <div className="platform-parts">
            {PARTS.filter((part) => part.kind === kind).map((part) => (
              <PartCard key={part.id} part={part} figures={data?.figures} linkOf={linkOf} isNamed={view.part === part.id} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

interface CardProps {
  part: Part;
  figures: Figures | undefined;
  linkOf: (path: string) => PageLink;
  isNamed: boolean;
}

function PartCard({ part, figures, linkOf, isNamed }: CardProps) {
  const texts = useTexts(platformTexts);
  const { language } = useLanguage();
  return (
    <article id={`part-${part.id}`} className={`panel platform-part ${isNamed ? "named" : ""}`}>
      <h3>{language === "zh-CN" ? part.name : part.english}</h3>
      <p className="platform-figures">
        {part.figures.map((key) => (
          <span key={key}>
            {texts.figures[key]} <Value value={figures?.[key]} />
          </span>
        ))}
      </p>
      {part.missing && (
        <p>
          <span className="tag warn">{texts.missing}</span> {language === "zh-CN" ? part.missing.chinese : part.missing.english}
        </p>
      )}
      <p className="platform-pages">
        {part.pages.map(linkOf).map((page) =>
          page.isAllowed ? (
            <Link key={page.path} to={page.path}>{page.name}</Link>
          ) : (
            <span key={page.path} className="quiet" title={texts.refused}>{page.name}</span>
          ),
        )}
      </p>
    </article>
  );
}

/** A figure; nothing to count is not zero. */
function Value({ value }: { value: number | null | undefined }) {
  const texts = useTexts(platformTexts);
  if (value === undefined) return <b>…</b>;
  if (value === null) return <span className="quiet">{texts.none}</span>;
  return <b>{value.toLocaleString("zh-CN", { maximumFractionDigits: 1 })}</b>;
}
