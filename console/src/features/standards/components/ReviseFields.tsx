import { Button, Input, Modal } from "antd";
import { Fragment, useState } from "react";
import { fieldsRequest } from "@/features/standards/api/revise";
import { useDraft, type Drafted } from "@/features/standards/components/useDraft";
import { revisionTexts } from "@/features/standards/revisionTexts";
import { ErrorNote } from "@/components/Note";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  kind: string;
  id: string;
  name: string;
  /** The fields that may be revised, with their labels and values in force. */
  fields: { field: string; label: string; value: string }[];
  drafted?: Drafted;
  close: () => void;
}

/** Edits the fields of an object as a draft. */
export function ReviseFields({ kind, id, name, fields, drafted, close }: Props) {
  const { edit: words } = useTexts(revisionTexts);
  const was = Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  const [values, setValues] = useState(() => (drafted ? Object.fromEntries(fields.map(({ field }) => [field, String(drafted.of.body[field] ?? "")])) : was));
  const [note, setNote] = useState(drafted?.of.note ?? "");
  const { busy, error, draft } = useDraft(drafted);
  const isUnchanged = fields.every(({ field, value }) => (values[field] ?? "").trim() === value);
  return (
    <Modal
      open
      width={640}
      title={words.title(name)}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{words.cancel}</Button>
          <Button type="primary" loading={busy} disabled={isUnchanged} onClick={() => draft(fieldsRequest(kind, id, was, values, note))}>
            {words.save}
          </Button>
        </>
      }
    >
      <div className="standards-form">
        {fields.map(({ field, label }) => (
          <Fragment key={field}>
            <label htmlFor={`revise-${field}`}>{label}</label>
            <Input id={`revise-${field}`} size="small" value={values[field]} onChange={(event) => setValues((all) => ({ ...all, [field]: event.target.value }))} />
          </Fragment>
        ))}
        <label htmlFor="revise-note">{words.note}</label>
        <Input.TextArea id="revise-note" rows={2} maxLength={500} placeholder={words.notePlaceholder} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
      {error && <ErrorNote error={error} />}
    </Modal>
  );
}
