import "@/features/catalogue/catalogue.css";
import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { entryAddress, findingsByPlace, needed, saveDraft, submitDraft, type EntryBody } from "@/features/catalogue/api/catalogue";
import { useVocabulary } from "@/features/catalogue/api/useVocabulary";
import { ItemRows, MountRows } from "@/features/catalogue/components/EditorRows";
import { ChoiceField, Framed, NumberField, TextField } from "@/features/catalogue/components/Field";
import { catalogueTexts, workTexts } from "@/features/catalogue/texts";
import { Difference } from "@/components/Difference";
import { ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

/** Writes an entry: a new resource, a change of a published one, or a correction of what was refused. */
export function Editor() {
  const { draftId = "" } = useParams();
  const number = Number(draftId);
  const { data, error, mutate } = useGet("/api/v1/catalogue/drafts/{number}", { path: { number } }, { revalidateIfStale: false, keepPreviousData: false });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  return <Form key={data.id} draft={data} saved={(draft) => void mutate(draft, { revalidate: false })} />;
}

interface FormProps {
  draft: Api<"DraftDetail">;
  saved: (draft: Api<"DraftDetail">) => void;
}

function Form({ draft, saved }: FormProps) {
  const texts = useTexts(workTexts).editor;
  const navigate = useNavigate();
  const forget = useForget();
  const [body, setBody] = useState<EntryBody>(draft.entry);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [told, setTold] = useState("");
  const { fields, items } = findingsByPlace(draft.findings);
  const act = (doing: Promise<unknown>) => {
    setBusy(true);
    setFailed(null);
    setTold("");
    doing.catch((problem: ProblemError) => setFailed(problem)).finally(() => setBusy(false));
  };
  const save = () => saveDraft(draft.id, body).then((kept) => (saved(kept), setTold(texts.saved), kept));
  const submit = () =>
    save()
      .then(() => submitDraft(draft.id))
      .then(async (result) => (await forget("/api/v1/catalogue/entries"), result))
      .then(({ codes }) => (codes[0] ? navigate(entryAddress(codes[0])) : navigate("/catalogue/drafts")));
  const set = (part: Partial<EntryBody>) => setBody((before) => ({ ...before, ...part }));
  return (
    <>
      <PageHead
        title={draft.resource_code ? texts.change(draft.resource_code) : texts.fresh}
        note={<Link to="/catalogue/drafts">{useTexts(workTexts).drafts}</Link>}
        actions={
          <>
            {told && <span className="quiet" role="status">{told}</span>}
            <Button loading={busy} onClick={() => act(save())}>{texts.save}</Button>
            <Button type="primary" loading={busy} onClick={() => act(submit())}>{texts.submit}</Button>
          </>
        }
      />
      {draft.refused_reason && <p className="entry-note" style={{ marginBottom: 10 }}>{texts.refused(draft.refused_reason)}</p>}
      <div className="editor">
        <div>
          <Sections body={body} set={set} wrong={fields} />
          <section className="panel editor-part">
            <h2>{texts.sections.data}</h2>
            <MountRows mounts={body.mounts ?? []} change={(mounts) => set({ mounts })} />
          </section>
          <section className="panel editor-part">
            <h2>{texts.sections.items}</h2>
            <ItemRows items={body.items ?? []} wrong={items} change={(next) => set({ items: next })} />
          </section>
        </div>
        <Aside draft={draft} failed={failed} />
      </div>
    </>
  );
}

function Aside({ draft, failed }: { draft: Api<"DraftDetail">; failed: ProblemError | null }) {
  const texts = useTexts(workTexts).editor;
  const words = useTexts(catalogueTexts).versions.columns;
  return (
    <aside className="panel editor-side">
      {failed && <ErrorNote error={failed} />}
      <h2>{draft.findings.length > 0 ? texts.findings(draft.findings.length) : texts.ready}</h2>
      <ul>
        {draft.findings.map((one) => (
          <li key={`${one.place}/${one.message}`}>
            <b>{one.place}</b> {one.message}
          </li>
        ))}
      </ul>
      {draft.changes.length > 0 && (
        <>
          <h2>{texts.changes}</h2>
          <Difference changes={draft.changes} words={words} />
        </>
      )}
    </aside>
  );
}

interface SectionProps {
  body: EntryBody;
  set: (part: Partial<EntryBody>) => void;
  wrong: Map<string, string[]>;
}

type TextName = "name" | "english" | "description" | "source_system" | "share_condition" | "share_method" | "open_condition" | "legal_basis" | "responsible_party" | "responsible_code";
type CodedName = "resource_format" | "source_class" | "update_cycle" | "share_type" | "open_type" | "grade";

function Sections({ body, set, wrong }: SectionProps) {
  const { facts: words } = useTexts(catalogueTexts);
  const texts = useTexts(workTexts).editor;
  const { options, classes, duties } = useVocabulary();
  const { condition, basis, openCondition } = needed({ share_type: body.share_type, open_type: body.open_type });
  // Findings carry the Chinese names of the fields, whatever the language of the screen.
  const chinese = catalogueTexts["zh-CN"].facts;
  const framed = (label: keyof typeof words, child: React.ReactNode, wide?: "wide" | "two") => (
    <Framed label={words[label]} wrong={wrong.get(chinese[label])} wide={wide}>{child}</Framed>
  );
  const text = (label: keyof typeof words, name: TextName, wide?: "wide" | "two", rows?: number) =>
    framed(label, <TextField label={words[label]} value={body[name]} change={(value) => set({ [name]: value })} rows={rows} />, wide);
  const coded = (label: keyof typeof words, name: CodedName) =>
    framed(label, <ChoiceField label={words[label]} value={body[name]} change={(value) => set({ [name]: value })} options={options(name)} />);
  const own = duties.filter((duty) => !body.responsible_party || duty.department === body.responsible_party);
  return (
    <>
      <section className="panel editor-part">
        <h2>{texts.sections.what}</h2>
        <div className="editor-fields">
          <Framed label={words.class} wrong={wrong.get(chinese.classCode)}>
            <ChoiceField label={words.class} search value={body.class_code} change={(class_code) => set({ class_code })} options={classes} />
          </Framed>
          {text("name", "name")}
          {text("english", "english")}
          {text("description", "description", "wide", 2)}
          {coded("format", "resource_format")}
          {coded("sourceClass", "source_class")}
          {text("source", "source_system")}
          {coded("cycle", "update_cycle")}
          {framed("grade", <ChoiceField label={words.grade} value={body.grade} change={(grade) => set({ grade })} options={options("grade")} />)}
          {framed("volume", <span className="row"><NumberField label={texts.low} value={body.rows_min} change={(rows_min) => set({ rows_min })} />—<NumberField label={texts.high} value={body.rows_max} change={(rows_max) => set({ rows_max })} /></span>)}
        </div>
      </section>
      <section className="panel editor-part">
        <h2>{texts.sections.who}</h2>
        <div className="editor-fields">
          {text("party", "responsible_party")}
          {text("partyCode", "responsible_code")}
          {framed("duty", <ChoiceField label={words.duty} clear search value={body.duty} change={(duty) => set({ duty })} options={own.map((duty) => ({ value: duty.name, label: duty.name }))} />)}
        </div>
      </section>
      <section className="panel editor-part">
        <h2>{texts.sections.share}</h2>
        <div className="editor-fields">
          {coded("share", "share_type")}
          {condition && text("condition", "share_condition", "two")}
          {basis && text("basis", "legal_basis", "two")}
          {!condition && !basis && <span className="two" />}
          {coded("open", "open_type")}
          {openCondition && text("openCondition", "open_condition", "two")}
          {text("method", "share_method")}
        </div>
      </section>
    </>
  );
}
