/** A page that uses the element, as any other element of HTML. */
import { CartPoleElement } from './cartPoleElement.ts';

customElements.define('deepq-cart-pole', CartPoleElement);

const status = document.getElementById('status') as HTMLElement;
document.addEventListener('episode', (event) => {
  status.textContent = `Last return: ${(event as CustomEvent<number>).detail}`;
});
