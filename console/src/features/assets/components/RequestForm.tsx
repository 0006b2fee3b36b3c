import { Button, Checkbox, DatePicker, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { planDestruction, requestDestruction } from "@/features/assets/api/assets";
import { PlanView } from "@/features/assets/components/PlanView";
import { assetsTexts } from "@/features/assets/texts";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  systems: Api<"DestroyableSystem">[];
  close: () => void;
  made: (one: Api<"DestructionDetail">) => void;
}

/** A request: what, on what basis, and its plan before it is sent. */
export function RequestForm({ systems, close, made }: Props) {
  const words = useTexts(assetsTexts).request;
  const [system, setSystem] = useState<string>();
  const [before, setBefore] = useState<string | null>(null);
  const [received, setReceived] = useState<string | null>(null);
  const [basis, setBasis] = useState("");
  const [isReturn, setReturn] = useState(false);
  const [plan, setPlan] = useState<Api<"DestructionPlan"> | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const act = (doing: Promise<void>) => {
    setBusy(true);
    setFailed(null);
    void doing.catch((problem: ProblemError) => setFailed(problem)).finally(() => setBusy(false));
  };
  const change = (apply: () => void) => (apply(), setPlan(null));
  const show = () => act(planDestruction(system ?? "", before).then(setPlan));
  const send = () => act(requestDestruction({ system: system ?? "", before, basis, requested_on: received, is_return: isReturn }).then(made));
  return (
    <Drawer open title={words.title} size={860} onClose={close}>
      <Form layout="vertical">
        <Form.Item label={words.system}>
          <Select aria-label={words.system} showSearch optionFilterProp="label" value={system} onChange={(value) => change(() => setSystem(value))} options={systems.map((one) => ({ value: one.system, label: one.label }))} />
        </Form.Item>
        <Form.Item label={words.basis}>
          <Input aria-label={words.basis} value={basis} onChange={(event) => setBasis(event.target.value)} />
        </Form.Item>
        <span className="row">
          <Form.Item label={words.received}><DatePicker onChange={(day) => setReceived(day ? day.format("YYYY-MM-DD") : null)} /></Form.Item>
          <Form.Item label={words.before}><DatePicker onChange={(day) => change(() => setBefore(day ? day.format("YYYY-MM-DD") : null))} /></Form.Item>
        </span>
        <Form.Item><Checkbox checked={isReturn} onChange={(event) => setReturn(event.target.checked)}>{words.isReturn}</Checkbox></Form.Item>
        <span className="row">
          <Button onClick={show} loading={busy && !plan} disabled={!system}>{words.plan}</Button>
          <Button type="primary" onClick={send} disabled={!plan || !basis.trim()} loading={busy && !!plan}>{words.send}</Button>
          {!plan && <span className="quiet">{words.first}</span>}
        </span>
      </Form>
      {failed && <ErrorNote error={failed} />}
      {plan && <PlanView plan={plan} />}
    </Drawer>
  );
}
