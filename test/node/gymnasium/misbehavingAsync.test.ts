import { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { testMisbehaving } from './misbehavingSuite.ts';

testMisbehaving(AsyncGymnasiumEnvironment);
