import { serveTraining } from 'deepq/browser';
import { makeTraining } from './make.ts';

serveTraining(makeTraining);
