/** A page that shows the component. */
import { StrictMode, useState, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { CartPoleAgent } from './CartPoleAgent.tsx';

function App(): ReactElement {
  const [returns, setReturns] = useState<readonly number[]>([]);
  return (
    <main>
      <h1>A trained agent as a React component</h1>
      <CartPoleAgent
        policyUrl="./CartPole-v1.policy"
        onEpisode={(each) => setReturns((before) => [...before, each])}
      />
      <p role="status">Returns so far: {returns.join(', ') || 'none'}</p>
    </main>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
