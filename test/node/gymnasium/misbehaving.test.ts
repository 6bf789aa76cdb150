import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { testMisbehaving } from './misbehavingSuite.ts';

testMisbehaving(GymnasiumEnvironment);
