/**
 * Browsers do not tell why a worker's script could not be loaded. What a page can find out:
 * whether its policy forbids it, and what the server answers.
 */
export function diagnoseScript(url: string): {
  /** In one sentence; null where nothing is wrong with what can be seen from here. */
  readonly diagnose: () => Promise<string | null>;
  /** Ends watching for refusals. */
  readonly done: () => void;
} {
  let directive: string | null = null;
  const watch = (event: SecurityPolicyViolationEvent): void => {
    // A policy tells of a script from elsewhere no more than where it is.
    if (event.blockedURI === url || event.effectiveDirective === 'worker-src') {
      directive = event.effectiveDirective;
    }
  };
  document.addEventListener('securitypolicyviolation', watch);
  return {
    done: () => document.removeEventListener('securitypolicyviolation', watch),
    async diagnose() {
      // The refusal may be told after the worker's error.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (directive !== null) {
        return (
          `The page's Content-Security-Policy refuses it, by ${directive}; allow it there, as with ` +
          `worker-src 'self'.`
        );
      }
      return explainAnswer(await fetch(url, { cache: 'force-cache' }));
    },
  };
}

function explainAnswer({ ok, status, headers }: Response): string | null {
  if (!ok) {
    return `The server answers ${status} for it; check the URL, and that the script is built and served.`;
  }
  const type = headers.get('content-type') ?? '';
  if (/javascript|ecmascript/i.test(type)) {
    return 'The script itself is there; check that all that it imports is, and has no error in its syntax.';
  }
  return (
    `The server gives it as '${type}', which browsers do not run; it must be JavaScript, ` +
    "'text/javascript'. (Some servers answer with a page where a file is missing.)"
  );
}
