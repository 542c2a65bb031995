import { everyFault } from './every-fault.js';

everyFault(2);
