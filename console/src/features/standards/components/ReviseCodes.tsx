import { Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { codeSetRequest, countEdits, editFaults, resumeEdits, startEdits, type CodeEdit } from "@/features/standards/api/revise";
import { useDraft, type Drafted } from "@/features/standards/components/useDraft";
import { revisionTexts } from "@/features/standards/revisionTexts";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useTexts } from "@/lib/i18n/language";

const MOST_SHOWN = 200;

/** Edits a code set as a draft: rename, merge, take out, add. */
export function ReviseCodes({ of, drafted, close }: { of: Api<"CodeSet">; drafted?: Drafted; close: () => void }) {
  const { edit: words } = useTexts(revisionTexts);
  const [edits, setEdits] = useState(() => (drafted ? resumeEdits(of.values, codesOf(drafted.of.body.values), codesOf(drafted.of.body.mappings)) : startEdits(of.values)));
  const [filter, setFilter] = useState("");
  const [note, setNote] = useState(drafted?.of.note ?? "");
  const { busy, error, draft } = useDraft(drafted);
  const counts = countEdits(edits);
  const twice = editFaults(edits);
  const change = (place: number, part: Partial<CodeEdit>) => setEdits((all) => all.map((edit, at) => (at === place ? { ...edit, ...part } : edit)));
  const shown = edits
    .map((edit, place) => ({ edit, place }))
    .filter(({ edit }) => edit.isNew || `${edit.code} ${edit.was}`.includes(filter.trim()))
    .slice(0, MOST_SHOWN);
  const isUnchanged = Object.values(counts).every((count) => count === 0);
  return (
    <Modal
      open
      width={820}
      title={words.title(of.name)}
      onCancel={close}
      footer={
        <>
          <span className="quiet" style={{ marginRight: 12 }}>{words.summary(counts.added, counts.renamed, counts.mapped, counts.removed)}</span>
          <Button onClick={close}>{words.cancel}</Button>
          <Button type="primary" loading={busy} disabled={isUnchanged || twice.length > 0} onClick={() => draft(codeSetRequest(of.id, edits, note))}>
            {words.save}
          </Button>
        </>
      }
    >
      <div className="row">
        <Input size="small" allowClear style={{ width: 220 }} placeholder={words.filter} aria-label={words.filter} onChange={(event) => setFilter(event.target.value)} />
        <span className="spread" />
        <Button size="small" onClick={() => setEdits((all) => [{ code: "", was: "", label: "", gone: false, to: "", isNew: true }, ...all])}>
          {words.add}
        </Button>
      </div>
      <div className="standards-edit">
        <table aria-label={words.title(of.name)}>
          <thead>
            <tr>
              <th style={{ width: 110 }}>{words.code}</th>
              <th>{words.label}</th>
              <th style={{ width: 260 }}>{words.fate}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ edit, place }) => (
              <CodeRow key={place} edit={edit} all={edits} change={(part) => change(place, part)} remove={() => setEdits((all) => all.filter((_, at) => at !== place))} />
            ))}
          </tbody>
        </table>
      </div>
      {twice.length > 0 && <p role="alert">{words.twice(twice.join("、"))}</p>}
      <Input.TextArea rows={2} maxLength={500} aria-label={words.note} placeholder={words.notePlaceholder} value={note} onChange={(event) => setNote(event.target.value)} />
      {error && <ErrorNote error={error} />}
    </Modal>
  );
}

const codesOf = (value: unknown) => (value ?? {}) as Record<string, string>;

interface RowProps {
  edit: CodeEdit;
  all: CodeEdit[];
  change: (part: Partial<CodeEdit>) => void;
  remove: () => void;
}

function CodeRow({ edit, all, change, remove }: RowProps) {
  const { edit: words } = useTexts(revisionTexts);
  const fate = edit.gone ? (edit.to === "" ? "!drop" : edit.to) : "!keep";
  const others = all.filter((other) => !other.gone && other.code !== "" && other.code !== edit.code);
  const choose = (value: string) => change(value === "!keep" ? { gone: false, to: "" } : { gone: true, to: value === "!drop" ? "" : value });
  return (
    <tr className={edit.gone ? "gone" : undefined}>
      <td className="mono">
        {edit.isNew ? <Input size="small" value={edit.code} aria-label={words.code} onChange={(event) => change({ code: event.target.value })} /> : edit.code}
      </td>
      <td>
        {edit.gone ? edit.was : <Input size="small" value={edit.label} aria-label={`${words.label} ${edit.code}`} onChange={(event) => change({ label: event.target.value })} />}
      </td>
      <td>
        {edit.isNew ? (
          <Button size="small" type="link" onClick={remove}>{words.remove}</Button>
        ) : (
          <Select
            size="small"
            showSearch={{ optionFilterProp: "label" }}
            style={{ width: "100%" }}
            value={fate}
            aria-label={`${words.fate} ${edit.code}`}
            onChange={choose}
            options={[
              { value: "!keep", label: words.keep },
              { value: "!drop", label: words.drop },
              ...others.map((other) => ({ value: other.code, label: words.into(other.code, other.label) })),
            ]}
          />
        )}
      </td>
    </tr>
  );
}
