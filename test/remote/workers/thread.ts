import { serveTraining } from 'deepq/node';
import { makeTraining } from './make.ts';

serveTraining(makeTraining);
