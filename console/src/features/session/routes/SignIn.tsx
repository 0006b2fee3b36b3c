import "./sign-in.css";
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { signIn } from "@/features/session/api/signIn";
import { sessionTexts } from "@/features/session/texts";
import { ErrorNote } from "@/components/Note";
import { LanguageSwitch } from "@/components/LanguageSwitch";
import { Mark } from "@/components/Mark";
import type { ProblemError } from "@/lib/api/problem";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

/** The page before everything else; after signing in, the address asked for opens. */
export function SignIn() {
  const texts = useTexts(sessionTexts);
  const { session, replace } = useSession();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const [incomplete, setIncomplete] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIncomplete(!username || !password);
    if (!username || !password) return;
    setBusy(true);
    setError(null);
    signIn(username, password)
      .then(replace)
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };

  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <header>
          <Mark size={40} />
          <div>
            <p className="sign-in-bureau">{session?.bureau_name}</p>
            <h1>
              {texts.product}
              <small>{texts.subtitle}</small>
            </h1>
          </div>
        </header>
        <form onSubmit={submit} aria-label={texts.title} noValidate>
          <label>
            {texts.username}
            <Input autoFocus size="large" autoComplete="username" name="username" value={username} onChange={(event) => setUsername(event.target.value)} />
          </label>
          <label>
            {texts.password}
            <Input.Password size="large" autoComplete="current-password" name="password" value={password} onChange={(event) => setPassword(event.target.value)} />
          </label>
          {incomplete && <p role="alert">{texts.needBoth}</p>}
          {error && <ErrorNote error={error} />}
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {texts.enter}
          </Button>
        </form>
        <footer className="quiet">
          <span>{texts.notice}</span>
          <span className="row">
            <LanguageSwitch />
            <span className="spread" />
            {session && texts.version(session.version)}
          </span>
        </footer>
      </section>
    </main>
  );
}
