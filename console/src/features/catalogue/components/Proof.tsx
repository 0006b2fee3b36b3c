import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { isIncluded } from "@/features/catalogue/api/merkle";
import { logTexts } from "@/features/catalogue/texts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

/** The proof that an entry is in the signed log, computed again in this browser. */
export function Proof({ index }: { index: number }) {
  const { data, error, mutate } = useGet("/api/v1/catalogue/log/{index}", { path: { index } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return data && data.index === index ? <Shown proof={data} /> : <Waiting />;
}

function Shown({ proof }: { proof: Api<"LogProof"> }) {
  const texts = useTexts(logTexts);
  const isHere = proof.hash === "sha256";
  const holds = useMemo(() => isHere && isIncluded(proof), [isHere, proof]);
  const receipt = { index: proof.index, payload: proof.payload, hash: proof.hash, path: proof.path, head: proof.head, key: proof.key };
  return (
    <div className="proof" data-testid="proof">
      <ul className="proof-verdicts">
        {isHere ? <Verdict holds={holds} what={texts.browser} /> : <li className="quiet">{texts.sm3}</li>}
        <Verdict holds={proof.inclusion_holds} what={texts.server} />
        <Verdict holds={proof.signature_holds} what={texts.signature} />
        {proof.consistency && <Verdict holds={proof.consistency.holds} what={texts.growth(proof.consistency.first, proof.consistency.second)} />}
      </ul>
      <Button size="small" icon={<DownloadOutlined />} href={`data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(receipt))}`} download={`receipt-${proof.index}.json`} style={{ alignSelf: "flex-start" }}>
        {texts.receipt}
      </Button>
      <h3>{texts.payload}</h3>
      <pre>{JSON.stringify(JSON.parse(proof.payload), null, 1)}</pre>
      <h3>{texts.leaf}</h3>
      <p className="proof-hash">{proof.leaf}</p>
      <h3>
        {texts.path} {proof.path.length}
      </h3>
      <ol>
        {proof.path.map((node) => (
          <li key={node} className="proof-hash">
            {node}
          </li>
        ))}
      </ol>
      <h3>{texts.root}</h3>
      <p className="proof-hash">{proof.head.root}</p>
    </div>
  );
}

function Verdict({ holds, what }: { holds: boolean; what: string }) {
  const texts = useTexts(logTexts);
  return (
    <li>
      {holds ? <CheckCircleFilled style={{ color: "var(--accent)" }} /> : <CloseCircleFilled style={{ color: "#9c1f1a" }} />}
      <span>{what}</span>
      <span className="spread" />
      <b>{holds ? texts.holds : texts.broken}</b>
    </li>
  );
}
