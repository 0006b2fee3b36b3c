import { Button, Checkbox, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { ruleBody, tryRule, writeRule, type RuleValues } from "@/features/quality/api/quality";
import { qualityTexts } from "@/features/quality/texts";
import { ErrorNote } from "@/components/Note";
import "@/components/record-table.css";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useForget } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  form: Api<"RuleForm">;
  /** The rule that is changed; null for a new one. */
  rule: Api<"RuleRow"> | null;
  close: () => void;
  /** After the rule was handed in. */
  done: (proposed: Api<"ProposedRule">) => void;
}

/** A rule written without code, or as SQL; it runs over the pool before it is handed in, and another person approves it. */
export function RuleForm({ form, rule, close, done }: Props) {
  const texts = useTexts(qualityTexts);
  const words = texts.form;
  const [fields] = Form.useForm<RuleValues & { kind: string }>();
  const [values, setValues] = useState<RuleValues & { kind: string }>(() => initial(rule));
  const [trial, setTrial] = useState<Api<"Trial"> | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const forget = useForget();
  const kind = form.kinds.find((one) => one.kind === values.kind) ?? form.kinds[0];
  const table = form.tables.find((one) => one.name === values.table);
  if (!kind) return null;
  const run = (act: () => Promise<unknown>) => {
    setBusy(true);
    setFailed(null);
    act()
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  const attempt = () => run(async () => setTrial(await tryRule(ruleBody(kind, values))));
  const save = () =>
    run(async () => {
      const proposed = await writeRule(ruleBody(kind, values), rule?.id ?? "");
      await forget("/api/v1/quality");
      done(proposed);
    });
  const choices: Record<string, { value: string; label: string }[]> = {
    validator: pairs(form.validators),
    code_set: pairs(form.code_sets),
    references: form.tables.map(({ name, label }) => ({ value: name, label })),
    operator: ["=", "<>", "<", "<=", ">", ">="].map((value) => ({ value, label: value })),
    type: ["integer", "decimal", "date", "timestamp", "flag"].map((value) => ({ value, label: value })),
  };
  return (
    <Drawer open size={620} title={words.title} onClose={close} footer={
      <span className="row">
        <Button onClick={attempt} loading={busy}>{words.try}</Button>
        <Button type="primary" disabled={!trial || busy} onClick={save}>{words.save}</Button>
        {!trial && <span className="quiet">{words.first}</span>}
      </span>
    }>
      {failed && <ErrorNote error={failed} />}
      <Form form={fields} layout="vertical" size="small" initialValues={values} onValuesChange={(_, now) => { setValues(now); setTrial(null); }}>
        <Form.Item name="kind" label={texts.rules.kind}><Select showSearch optionFilterProp="label" options={form.kinds.map((one) => ({ value: one.kind, label: one.label }))} /></Form.Item>
        <Form.Item name="table" label={texts.table}><Select showSearch optionFilterProp="label" options={form.tables.map(({ name, label }) => ({ value: name, label }))} /></Form.Item>
        {(kind.columns[1] ?? 0) > 0 && (
          <Form.Item name="columns" label={texts.rules.columns}><Select mode="multiple" optionFilterProp="label" maxCount={kind.columns[1] ?? 1} options={pairs(table?.columns ?? [])} /></Form.Item>
        )}
        {Object.entries(kind.options).map(([name, sort]) => (
          <Form.Item key={name} name={name} label={words.options[name] ?? name} valuePropName={sort === "flag" ? "checked" : "value"}>
            {sort === "flag" ? <Checkbox /> : choices[name] ? <Select allowClear showSearch optionFilterProp="label" options={choices[name]} /> : name === "query" || name === "expression" ? <Input.TextArea rows={4} className="mono" /> : <Input />}
          </Form.Item>
        ))}
        <Form.Item name="where" label={words.where}><Input className="mono" /></Form.Item>
        {!rule && <Form.Item name="id" label={words.id}><Input className="mono" /></Form.Item>}
        <Form.Item name="label" label={words.label}><Input /></Form.Item>
        <Form.Item name="source" label={words.source}><Input /></Form.Item>
        <Form.Item name="blocks" valuePropName="checked"><Checkbox>{texts.rules.blocks}</Checkbox></Form.Item>
      </Form>
      {trial && (
        <section className="panel" aria-live="polite">
          <p><b>{words.found(trial.failed, trial.checked)}</b>{trial.blocks && <span className="tag bad">{words.wouldBlock}</span>}</p>
          {trial.rows.length > 0 && <Sample rows={trial.rows} columns={table?.columns ?? []} />}
        </section>
      )}
    </Drawer>
  );
}

/** A few failing rows under the labels of their columns. */
function Sample({ rows, columns }: { rows: Record<string, unknown>[]; columns: readonly { [name: string]: string }[] }) {
  const words = useTexts(qualityTexts).form;
  const label = new Map(columns.map((one) => [one.value, one.label]));
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== "row");
  return (
    <>
      <p className="quiet">{words.sample(rows.length)}</p>
      <div className="record-scroll">
        <table className="record-table">
          <thead><tr>{names.map((name) => <th key={name}>{label.get(name) ?? name}</th>)}</tr></thead>
          <tbody>{rows.map((row, index) => <tr key={index}>{names.map((name) => <td key={name}>{row[name] === null ? NOTHING : String(row[name])}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </>
  );
}

function pairs(found: readonly { [name: string]: string }[]): { value: string; label: string }[] {
  return found.map((one) => ({ value: one.value ?? "", label: one.label ?? one.value ?? "" }));
}

function initial(rule: Api<"RuleRow"> | null): RuleValues & { kind: string } {
  const body = (rule?.body ?? {}) as Record<string, unknown>;
  const read = Object.entries(body).map(([name, value]) => [name, Array.isArray(value) && name !== "columns" ? value.join("，") : typeof value === "number" ? String(value) : value]);
  return { kind: "not_null", ...Object.fromEntries(read) } as RuleValues & { kind: string };
}
