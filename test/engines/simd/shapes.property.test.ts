import { setUpBackend } from '../../support/backends.ts';
import { testShapes } from './shapesSuite.ts';

testShapes(setUpBackend);
