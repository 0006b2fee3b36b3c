import { useState } from "react";
import { useNavigate } from "react-router";
import { makeDraft } from "@/features/standards/api/revise";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";

/** Makes a draft and goes to its page in the workbench; keeps the refusal where there is one. */
export function useDraft() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const draft = (request: Api<"RevisionRequest">) => {
    setBusy(true);
    setError(null);
    makeDraft(request)
      .then((made) => navigate(`/standards/revisions/${made.number}`))
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };
  return { busy, error, draft };
}
