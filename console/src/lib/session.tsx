import { createContext, useContext, type ReactNode } from "react";
import { may, type Permission } from "@/lib/access";
import { rememberToken, type Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import type { ProblemError } from "@/lib/api/problem";

export type Session = Api<"Session">;

interface SessionState {
  session: Session | undefined;
  error: ProblemError | undefined;
  /** Puts a session the server has just answered in place of the one known. */
  replace: (session: Session) => void;
  reload: () => void;
}

const Context = createContext<SessionState | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const { data, error, mutate } = useGet("/api/v1/session", {}, { onSuccess: (found) => rememberToken(found.csrf_token) });
  const replace = (session: Session) => {
    rememberToken(session.csrf_token);
    void mutate(session, { revalidate: false });
  };
  return (
    <Context.Provider value={{ session: data, error, replace, reload: () => void mutate() }}>{children}</Context.Provider>
  );
}

export function useSession(): SessionState {
  const state = useContext(Context);
  if (state === null) throw new Error("useSession needs a SessionProvider above it");
  return state;
}

/** Whether the signed-in person may do something. */
export function useMay(permission: Permission): boolean {
  return may(useSession().session?.person, permission);
}
