import { useState } from "react";
import { useNavigate } from "react-router";
import { editDraft, makeDraft } from "@/features/standards/api/revise";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";

/** A draft that is there already, and what to do once it is written anew. */
export interface Drafted {
  of: Api<"Revision">;
  done: (revision: Api<"Revision">) => void;
}

/** Makes a draft and goes to its page in the workbench, or writes one anew; keeps the refusal where there is one. */
export function useDraft(drafted?: Drafted) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const draft = (request: Api<"RevisionRequest">) => {
    setBusy(true);
    setError(null);
    (drafted ? editDraft(drafted.of.number, request) : makeDraft(request))
      .then((made) => (drafted ? drafted.done(made) : navigate(`/standards/revisions/${made.number}`)))
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };
  return { busy, error, draft };
}
