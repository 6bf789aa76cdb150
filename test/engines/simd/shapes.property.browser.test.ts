import { setUpBackend } from '../../support/backends.browser.ts';
import { testShapes } from './shapesSuite.ts';

testShapes(setUpBackend);
